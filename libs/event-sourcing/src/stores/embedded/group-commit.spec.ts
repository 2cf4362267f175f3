import { RevisionConflict, StoreUnavailable } from '../../event-store';
import { ids, proposed, several } from '../../testing/event-store.contract-kit';
import { EmbeddedEventStore } from '.';
import { everything, insidesOf, removeScratch, scratchFile } from './scratch.fixture';

describe('committing in groups', () => {
  let file: string;
  let store: EmbeddedEventStore;
  beforeEach(() => {
    file = scratchFile();
    store = EmbeddedEventStore.open(file);
  });
  afterEach(async () => {
    await store.close();
    removeScratch();
  });

  const failure = (errcode: number) => Object.assign(new Error('disk I/O error'), { errcode });
  const ioError = () => failure(10);
  /** Makes the next COMMIT fail, before it does anything or after it has done everything. */
  const failNextCommit = (when: 'before' | 'after', error: Error) => {
    const { commit } = insidesOf(store).writer;
    insidesOf(store).writer.commit = {
      run: () => {
        insidesOf(store).writer.commit = commit;
        if (when === 'after') commit.run();
        throw error;
      },
    };
  };

  const countCommits = () => {
    const { commit } = insidesOf(store).writer;
    const run = jest.fn(() => commit.run());
    insidesOf(store).writer.commit = { run };
    return run;
  };

  it('commits appends that wait together by one transaction, and answers them after it', async () => {
    const commit = countCommits();
    const answered: number[] = [];
    const appends = Array.from({ length: 50 }, async (_, n) => {
      await store.append(`a-${n}`, 'none', [proposed()]);
      answered.push(commit.mock.calls.length);
    });
    expect(commit).not.toHaveBeenCalled();
    await Promise.all(appends);
    expect(commit).toHaveBeenCalledTimes(1);
    expect(answered).toEqual(Array(50).fill(1));
  });
  it('splits what would hold the event loop for long', async () => {
    const commit = countCommits();
    await Promise.all(Array.from({ length: 2_500 }, (_, n) => store.append(`a-${n}`, 'none', [proposed()])));
    expect(commit).toHaveBeenCalledTimes(3);
  });
  it('accepts and refuses each append of a group alone', async () => {
    const settled = await Promise.allSettled([
      store.append('a-1', 'none', several(2)),
      store.append('a-1', 'none', several(1)),
      store.append('a-1', 1, several(3)),
      store.append('a-2', 5, several(1)),
      store.append('a-2', 'none', several(1)),
    ]);
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled']);
    expect(await store.read('a-1')).toHaveLength(5);
    expect(await store.head()).toBe(6);
  });
  it('gives positions 1, 2, 3, … without gaps, refused appends or not', async () => {
    const one = (n: number) => store.append(`a-${n % 7}`, n % 3 ? 'none' : 0, several(1 + (n % 4))).catch(() => undefined);
    for (let round = 0; round < 10; round++) await Promise.all(Array.from({ length: 30 }, (_, n) => one(n + round)));
    const facts = await everything(store);
    expect(facts.map(({ position }) => position)).toEqual(facts.map((_, at) => at + 1));
    expect(await store.head()).toBe(facts.length);
  });
  it('writes what was given, whatever the writer does with it afterwards', async () => {
    const data = { list: [1] };
    const appended = store.append('a-1', 'none', [proposed(data)]);
    data.list.push(2);
    await appended;
    expect((await store.read('a-1'))[0]?.data).toEqual({ list: [1] });
  });
  it('takes the beginning of a former append for no repeat of it', async () => {
    const events = several(3);
    await store.append('a-1', 'none', events);
    await expect(store.append('a-1', 'none', events.slice(0, 2))).rejects.toThrow(RevisionConflict);
  });
  it('takes two former appends together for no repeat of them', async () => {
    const events = several(2);
    await store.append('a-1', 'none', [events[0]!]);
    await store.append('a-1', 0, [events[1]!]);
    await expect(store.append('a-1', 'none', events)).rejects.toThrow(RevisionConflict);
  });
  it('refuses data that is no JSON, and only that', async () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    const [bad, good] = await Promise.allSettled([
      store.append('a-1', 'none', [proposed(circle as never)]),
      store.append('a-2', 'none', [proposed()]),
    ]);
    expect([bad.status, good.status]).toEqual(['rejected', 'fulfilled']);
  });
  it.each(['', 'a-\0b', 'a-\ud800'])('refuses the stream name %j, which SQLite would not keep', async (name) => {
    await expect(store.append(name, 'none', [proposed()])).rejects.toThrow(RangeError);
  });
  it('does not let appends without end wait for the disk', async () => {
    const large = proposed('x'.repeat(500 * 1024));
    const settled = await Promise.allSettled(Array.from({ length: 200 }, (_, n) => store.append(`a-${n}`, 'none', [large])));
    const refused = settled.filter((one) => one.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.every(({ reason }) => reason instanceof StoreUnavailable)).toBe(true);
    expect(await store.head()).toBe(200 - refused.length);
    await expect(store.append('b-1', 'none', [proposed()])).resolves.toBeDefined();
  });

  it('refuses a group that finds the disk full, tears nothing, and goes on when there is room', async () => {
    await store.append('a-1', 'none', several(3));
    const { db } = insidesOf(store);
    db.exec('PRAGMA max_page_count = 40');
    const large = () => proposed('x'.repeat(20_000));
    const settled = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => store.append(`b-${n}`, 'none', [large(), large()])));
    expect(settled.every((one) => one.status === 'rejected' && one.reason instanceof StoreUnavailable)).toBe(true);
    expect(await store.head()).toBe(3);
    await expect(store.read('b-1')).resolves.toEqual([]);
    expect((await store.append('c-1', 'none', [proposed()])).position).toBe(4);
    db.exec('PRAGMA max_page_count = 1000000');
    await Promise.all(Array.from({ length: 20 }, (_, n) => store.append(`b-${n}`, 'none', [large(), large()])));
    expect((await everything(store)).map(({ position }) => position)).toEqual([...Array(44).keys()].map((n) => n + 1));
  });
  it('says that it does not know when the commit fails, and a repeat finds out: it was not written', async () => {
    const event = proposed();
    failNextCommit('before', ioError());
    await expect(store.append('a-1', 'none', [event])).rejects.toThrow(StoreUnavailable);
    expect(await store.head()).toBe(0);
    expect(await store.append('a-1', 'none', [event])).toEqual({ revision: 0, position: 1 });
  });
  it('says that it does not know when the commit fails, and a repeat finds out: it was written', async () => {
    const event = proposed();
    const heard = nextFacts();
    failNextCommit('after', ioError());
    await expect(store.append('a-1', 'none', [event])).rejects.toThrow(StoreUnavailable);
    expect(await store.head()).toBe(1);
    expect(await heard).toEqual([event.id]);
    expect(await store.append('a-1', 'none', [event])).toEqual({ revision: 0, position: 1 });
    expect((await store.append('b-1', 'none', [proposed()])).position).toBe(2);
  });
  const nextFacts = async () => {
    const controller = new AbortController();
    for await (const { facts } of store.subscribe({ after: 0, categories: [], signal: controller.signal }))
      if (facts.length > 0) return ids(facts);
    return [];
  };

  it('commits what waits when it is closed, and takes no more', async () => {
    const waiting = Array.from({ length: 10 }, (_, n) => store.append(`a-${n}`, 'none', [proposed()]));
    const closing = store.close();
    await expect(store.append('b-1', 'none', [proposed()])).rejects.toThrow(StoreUnavailable);
    await Promise.all([...waiting, closing]);
    await expect(store.read('a-1')).rejects.toThrow(StoreUnavailable);
    await expect(store.ping()).rejects.toThrow(StoreUnavailable);
    store = EmbeddedEventStore.open(file);
    expect(await store.head()).toBe(10);
  });
});
