import { setTimeout as sleep } from 'node:timers/promises';
import { StoreUnavailable, type Stretch } from '../../event-store';
import { ids, proposed, several } from '../../testing/event-store.contract-kit';
import { EmbeddedEventStore } from '.';
import { everything, removeScratch, scratchFile } from './scratch.fixture';

describe('following the embedded log', () => {
  let file: string;
  let store: EmbeddedEventStore;
  let controller: AbortController;
  beforeEach(() => {
    file = scratchFile();
    store = EmbeddedEventStore.open(file);
    controller = new AbortController();
  });
  afterEach(async () => {
    controller.abort();
    await sleep(1);
    await store.close();
    removeScratch();
  });

  /** Collects in the background what a subscription gives. */
  const listen = (
    options: { after?: number; categories?: string[]; batch?: number } = {},
    of = store,
    each: () => Promise<void> = async () => undefined,
  ) => {
    const stretches: Stretch[] = [];
    const ended = (async () => {
      for await (const stretch of of.subscribe({ after: 0, categories: [], ...options, signal: controller.signal })) {
        stretches.push(stretch);
        await each();
      }
    })();
    const until = async (enough: () => boolean) => {
      while (!enough()) await sleep(2);
    };
    return { stretches, ended, until, facts: () => stretches.flatMap(({ facts }) => facts) };
  };

  it('moves on past commits of which it wants nothing', async () => {
    const { stretches, until } = listen({ categories: ['a'] });
    await store.append('b-1', 'none', several(5));
    await until(() => stretches.at(-1)?.position === 5);
    expect(stretches.at(-1)).toEqual({ facts: [], position: 5, caughtUp: true });
  });
  it('hears of a commit before the next turn of the event loop', async () => {
    const { stretches, until } = listen();
    await until(() => stretches.length === 1);
    await store.append('a-1', 'none', [proposed()]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(stretches.at(-1)).toMatchObject({ position: 1, caughtUp: true });
  });
  it('gives the very facts that a later reader gets', async () => {
    const { facts, until } = listen();
    await store.append('a-1', 'none', [proposed({ kept: 1, dropped: undefined })]);
    await until(() => facts().length === 1);
    expect(facts()).toEqual(await store.read('a-1'));
  });
  it('lets a subscriber that is far behind read the file, and then come back to memory', async () => {
    let slow = true;
    const { facts, until } = listen({ batch: 100 }, store, async () => {
      while (slow) await sleep(2);
    });
    for (let n = 0; n < 40; n++) await store.append(`a-${n}`, 'none', several(500));
    slow = false;
    await until(() => facts().length >= 20_000);
    await store.append('b-1', 'none', [proposed()]);
    await until(() => facts().length > 20_000);
    expect(facts().every(({ position }, at) => position === at + 1)).toBe(true);
  });
  it('leaves the event loop free while it catches up', async () => {
    for (let n = 0; n < 40; n++) await store.append(`a-${n}`, 'none', several(500));
    let turns = 0;
    const counting = setInterval(() => {
      turns += 1;
    }, 1);
    const { facts, until, stretches } = listen();
    await until(() => facts().length === 20_000);
    clearInterval(counting);
    expect(stretches.length).toBeGreaterThanOrEqual(20);
    expect(turns).toBeGreaterThan(5);
  });
  it('passes over a long stretch of unwanted facts in pieces', async () => {
    for (let n = 0; n < 50; n++) await store.append(`a-${n}`, 'none', several(500));
    await store.append('b-1', 'none', [proposed()]);
    const first = await store.readAll({ after: 0, categories: ['b'], limit: 10 });
    expect(first).toEqual({ facts: [], position: 20_000, caughtUp: false });
    const { facts, until } = listen({ categories: ['b'] });
    await until(() => facts().length === 1);
  });
  it('ends a stretch early when the facts are large', async () => {
    for (let n = 0; n < 30; n++) await store.append(`a-${n}`, 'none', [proposed('x'.repeat(500_000)), proposed('y'.repeat(500_000))]);
    await store.close();
    store = EmbeddedEventStore.open(file);
    const { facts, caughtUp } = await store.readAll({ after: 0, categories: [], limit: 1_000 });
    expect(facts.length).toBeLessThan(60);
    expect(caughtUp).toBe(false);
    expect(await everything(store)).toHaveLength(60);
  });
  it('keeps its place when it is ahead of the log, and waits', async () => {
    const { stretches, until } = listen({ after: 3 });
    await store.append('a-1', 'none', several(2));
    await until(() => stretches.length > 0);
    await store.append('a-1', 1, several(2));
    await until(() => (stretches.at(-1)?.position ?? 0) > 3);
    expect(stretches.map(({ position }) => position)).toEqual([3, 4]);
  });
  it('ends with an error when the store is closed under it', async () => {
    const { ended, stretches, until } = listen();
    const failed = expect(ended).rejects.toThrow(StoreUnavailable);
    await until(() => stretches.length > 0);
    await store.close();
    await failed;
  });
  it('gives 20 subscribers everything under 8 writers', async () => {
    const all = Array.from({ length: 20 }, (_, n) => listen({ categories: n % 2 ? ['a'] : [], batch: 1 + n * 10 }));
    await Promise.all(
      Array.from({ length: 8 }, async (_, writer) => {
        for (let n = 0; n < 25; n++) await store.append(`${n % 2 ? 'a' : 'b'}-${writer}-${n}`, 'none', several(1 + (n % 3)));
      }),
    );
    const [every, some] = [await everything(store), (await everything(store)).filter(({ stream }) => stream.startsWith('a-'))];
    await Promise.all(all.map(({ stretches, until }) => until(() => stretches.at(-1)?.position === every.length)));
    for (const [n, { facts }] of all.entries()) expect(ids(facts())).toEqual(ids(n % 2 ? some : every));
  });

  it('can be looked at by another program, which sees what is written meanwhile', async () => {
    await store.append('a-1', 'none', several(2));
    const reader = EmbeddedEventStore.open(file, { readOnly: true });
    const { facts, until } = listen({ categories: ['b'] }, reader);
    expect(await reader.read('a-1')).toHaveLength(2);
    await store.append('b-1', 'none', [proposed()]);
    expect(await reader.head()).toBe(3);
    expect(await reader.read('b-1')).toHaveLength(1);
    expect((await reader.readAll({ after: 0, categories: ['b'], limit: 10 })).facts).toHaveLength(1);
    await until(() => facts().length === 1);
    await expect(reader.append('a-1', 1, [proposed()])).rejects.toThrow(StoreUnavailable);
    controller.abort();
    await reader.close();
  });
});
