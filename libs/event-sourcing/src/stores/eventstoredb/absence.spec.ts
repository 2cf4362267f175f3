import { setTimeout as sleep } from 'node:timers/promises';
import { type Double, startDouble } from '../../../../../test/eventstoredb-double/index.cjs';
import { type BadNetwork, startProxy } from '../../../../../test/eventstoredb-double/proxy.cjs';
import { StoreUnavailable } from '../../event-store';
import { eventually, listener, proposed, several, timed, untilWorks } from './spec-kit';
import { EventStoreDbStore } from './store';

/** Doors answer 503 within 2 s of losing the store, and all is well 5 s after it is back (spec 70). */
const REFUSED_MS = 2_000;
const WHOLE_MS = 5_000;

describe('while the server is away', () => {
  let double: Double;
  let proxy: BadNetwork;
  let store: EventStoreDbStore;
  beforeEach(async () => {
    double = await startDouble();
    proxy = await startProxy(double.port);
    store = EventStoreDbStore.connect(proxy.connectionString);
  });
  afterEach(async () => {
    await store.close();
    await proxy.close();
    await double.close();
  });

  it.each(['refuse', 'reset', 'blackhole', 'slow'] as const)('(%s) refuses in time, and works by itself afterwards', async (mode) => {
    await store.append('order-1', 'none', several(2));
    await proxy.become(mode, 3_000);
    const events = [proposed()];
    const calls = await Promise.all([
      timed(store.append('order-1', 1, events)),
      timed(store.read('order-1')),
      timed(store.readBackwards('order-1', { limit: 1 })),
      timed(store.readAll({ after: 0, categories: [], limit: 10 })),
      timed(store.head()),
      timed(store.ping()),
    ]);
    for (const { error, ms } of calls) {
      expect(error).toBeInstanceOf(StoreUnavailable);
      expect(ms).toBeLessThan(REFUSED_MS);
    }
    await proxy.become('pass');
    expect(await untilWorks(() => store.append('order-1', 1, events))).toBeLessThan(WHOLE_MS);
    expect((await store.read('order-1')).map(({ revision }) => revision)).toEqual([0, 1, 2]);
    await store.ping();
  });

  it('comes back soon after a long absence, because nothing backs off for minutes', async () => {
    await store.append('order-1', 'none', several(1));
    await proxy.become('refuse');
    for (const until = Date.now() + 3_500; Date.now() < until; ) expect((await timed(store.ping())).error).toBeInstanceOf(StoreUnavailable);
    await proxy.become('pass');
    expect(await untilWorks(() => store.ping())).toBeLessThan(1_000);
  });

  it('gives a long stream whole or not at all when it is cut in the middle', async () => {
    for (let n = 0; n < 8; n++) await store.append('order-long', n === 0 ? 'none' : n * 500 - 1, several(500));
    for (let n = 0; n < 12; n++) {
      const reading = timed(store.read('order-long'));
      await sleep(n * 10);
      double.dropConnections();
      const { value, error } = await reading;
      if (error) expect(error).toBeInstanceOf(StoreUnavailable);
      else expect(value).toHaveLength(4_000);
    }
    const reading = timed(store.read('order-long'));
    await sleep(20);
    await store.close();
    const { value, error } = await reading;
    expect(error?.name ?? value?.length).toBe(error ? 'StoreUnavailable' : 4_000);
  }, 60_000);

  it('may begin before the server is there', async () => {
    await proxy.become('refuse');
    const listening = listener(store, ['order']);
    expect((await timed(store.ping())).error).toBeInstanceOf(StoreUnavailable);
    await proxy.become('pass');
    await untilWorks(() => store.append('order-1', 'none', [proposed()]));
    await eventually(() => listening.facts.length === 1, WHOLE_MS);
    await listening.stop();
  });

  it.each(['refuse', 'reset', 'blackhole'] as const)('(%s) subscriptions miss and double nothing', async (mode) => {
    const listening = [listener(store, ['order']), listener(store, []), listener(store, ['other'])];
    const written: string[] = [];
    const write = async () => {
      const event = proposed();
      const stream = `order-${written.length}`;
      await untilWorks(() => store.append(stream, 'none', [event]));
      written.push(event.id);
    };
    for (let n = 0; n < 5; n++) await write();
    for (let round = 0; round < 2; round++) {
      const blind = (async () => {
        for (let n = 0; n < 10; n++) await write();
      })();
      await proxy.become(mode);
      await sleep(900);
      await proxy.become('pass');
      await blind;
    }
    await eventually(() => listening[0]!.facts.length >= written.length && listening[1]!.facts.length >= written.length);
    const head = await store.head();
    await eventually(() => listening.every(({ position }) => position() >= head));
    await Promise.all(listening.map(({ stop }) => stop()));
    expect(listening.map(({ ids }) => ids())).toEqual([written, written, []]);
  });

  it.each(['pass', 'refuse', 'blackhole'] as const)('(%s) closes in time, and subscriptions end by that', async (mode) => {
    await store.append('order-1', 'none', [proposed()]);
    const listening = listener(store, ['order']);
    await eventually(() => listening.facts.length === 1);
    await proxy.become(mode);
    expect((await timed(store.close())).ms).toBeLessThan(1_500);
    await expect(listening.ended).rejects.toThrow(StoreUnavailable);
    await expect(store.ping()).rejects.toThrow(StoreUnavailable);
    await store.close();
  });
});
