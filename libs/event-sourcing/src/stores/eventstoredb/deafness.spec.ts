import { setTimeout as sleep } from 'node:timers/promises';
import { type Double, startDouble } from '../../../../../test/eventstoredb-double/index.cjs';
import { eventually, listener, proposed, several } from './spec-kit';
import { EventStoreDbStore } from './store';

describe('a subscription', () => {
  let double: Double;
  let store: EventStoreDbStore;
  beforeEach(async () => {
    double = await startDouble();
    store = EventStoreDbStore.connect(double.connectionString, { confirmMs: 300, silenceMs: 400, pollMs: 100, backOffMs: 200 });
  });
  afterEach(async () => {
    await store.close();
    await double.close();
  });
  const speakAgain = () => {
    double.knobs.muteSubscriptions = false;
    double.nudge();
  };

  it('that is never confirmed is opened anew', async () => {
    await store.append('order-1', 'none', several(3));
    double.knobs.muteSubscriptions = true;
    const listening = listener(store, ['order']);
    await sleep(700);
    expect(listening.facts).toEqual([]);
    double.knobs.muteSubscriptions = false;
    await eventually(() => listening.facts.length === 3, 2_000);
    await listening.stop();
  });

  it('that falls silent although the head moves on is opened anew', async () => {
    await store.append('order-1', 'none', several(3));
    const listening = listener(store, ['order']);
    await eventually(() => listening.stretches.at(-1)?.caughtUp === true);
    double.knobs.muteSubscriptions = true;
    await store.append('order-1', 2, several(2));
    await sleep(300);
    // The mute subscription stays mute; only a new one can tell what came.
    double.knobs.muteSubscriptions = false;
    await eventually(() => listening.facts.length === 5, 3_000);
    expect(listening.facts.map(({ revision }) => revision)).toEqual([0, 1, 2, 3, 4]);
    await listening.stop();
  });

  it('tells nothing twice when the silent one speaks after all', async () => {
    const listening = listener(store, ['order']);
    await eventually(() => listening.stretches.length > 0);
    for (let n = 0; n < 4; n++) {
      double.knobs.muteSubscriptions = true;
      await store.append(`order-${n}`, 'none', several(2));
      await sleep(n * 200);
      speakAgain();
      await eventually(() => listening.facts.length === (n + 1) * 2, 3_000);
    }
    await sleep(600);
    expect(listening.facts).toHaveLength(8);
    await listening.stop();
  });

  it('is not taken for silent when its reader is slow', async () => {
    for (let n = 0; n < 5; n++) await store.append(`order-${n}`, 'none', several(10));
    const controller = new AbortController();
    const seen: string[] = [];
    for await (const { facts } of store.subscribe({ after: 0, categories: ['order'], signal: controller.signal, batch: 5 })) {
      seen.push(...facts.map(({ id }) => id));
      await sleep(150);
      if (seen.length === 50) controller.abort();
    }
    expect(new Set(seen).size).toBe(50);
  });

  it('reaches the head though nothing of what was written is wanted, and stays caught up', async () => {
    await store.append('order-1', 'none', several(1));
    for (let n = 0; n < 3; n++) await store.append(`other-${n}`, 'none', several(100));
    const listening = listener(store, ['order']);
    await eventually(() => listening.stretches.at(-1)?.caughtUp === true);
    expect(listening.position()).toBeGreaterThanOrEqual(await store.head());
    // Fewer than the server would ever tell by a checkpoint.
    const { position } = await store.append('other-few', 'none', several(3));
    await eventually(() => listening.position() >= position, 1_000);
    expect(listening.stretches.at(-1)).toEqual({ facts: [], position, caughtUp: true });
    await listening.stop();
  });

  it('learns of a head that another process moved', async () => {
    const listening = listener(store, ['order']);
    const other = EventStoreDbStore.connect(double.connectionString);
    const { position } = await other.append('other-1', 'none', several(3));
    await eventually(() => listening.position() >= position, 2_000);
    await other.close();
    await listening.stop();
  });

  it('keeps every place that it names usable, and never goes back', async () => {
    const written: string[] = [];
    for (let n = 0; n < 10; n++) {
      const event = proposed();
      await store.append(`order-${n}`, 'none', [event]);
      written.push(event.id);
      await store.append(`other-${n}`, 'none', several(n * 9 + 1));
    }
    const listening = listener(store, ['order']);
    await eventually(() => listening.facts.length === 10 && listening.position() >= 0 && listening.stretches.at(-1)?.caughtUp === true);
    await listening.stop();
    let told = 0;
    let before = 0;
    for (const { facts, position } of listening.stretches) {
      told += facts.length;
      expect(position).toBeGreaterThanOrEqual(before);
      before = position;
      const rest = listener(store, ['order'], position);
      await eventually(() => rest.stretches.at(-1)?.caughtUp === true);
      await rest.stop();
      expect(rest.ids()).toEqual(written.slice(told));
    }
  });

  it('outlives 20 cuts without missing or doubling a fact', async () => {
    const listening = [listener(store, ['order']), listener(store, [])];
    let writing = true;
    const written: string[] = [];
    const writer = (async () => {
      for (let n = 0; writing; n++) {
        const event = proposed();
        await store.append(`order-${n}`, 'none', [event]);
        written.push(event.id);
        await store.append(`other-${n}`, 'none', several(n % 7 || 1));
      }
    })();
    for (let n = 0; n < 20; n++) {
      await sleep(60 + n * 5);
      double.dropConnections();
    }
    writing = false;
    await writer;
    await eventually(() => listening[0]!.facts.length === written.length);
    const head = await store.head();
    await eventually(() => listening.every(({ position }) => position() >= head));
    await Promise.all(listening.map(({ stop }) => stop()));
    expect(listening[0]!.ids()).toEqual(written);
    expect(listening[1]!.facts.map(({ id }) => id)).toEqual(double.log.all.filter(({ type }) => !type.startsWith('$')).map(({ id }) => id));
  });
});
