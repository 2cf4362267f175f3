import { binaryEvent, EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { type Double, startDouble } from '../../../../../test/eventstoredb-double/index.cjs';
import { asNumber } from './facts';
import { eventually, listener, several } from './spec-kit';
import { EventStoreDbStore } from './store';

describe('what others write into the same server', () => {
  let double: Double;
  let client: EventStoreDBClient;
  let store: EventStoreDbStore;
  beforeEach(async () => {
    double = await startDouble();
    client = EventStoreDBClient.connectionString(double.connectionString);
    store = EventStoreDbStore.connect(double.connectionString);
  });
  afterEach(async () => {
    await store.close();
    await client.dispose();
    await double.close();
  });
  const systemEvents = async (count: number) => {
    const events = Array.from({ length: count }, (_, n) => jsonEvent({ type: '$statsCollected', data: { n } }));
    await client.appendToStream('$stats-127.0.0.1:2113', events);
  };

  it('is no fact when it is the server itself: a log of its events only has its head at 0', async () => {
    await systemEvents(200);
    expect(await store.head()).toBe(0);
    expect(await store.readAll({ after: 0, categories: [], limit: 10 })).toEqual({ facts: [], position: 0, caughtUp: true });
  });

  it('does not hide the newest fact, however many system events follow', async () => {
    const { position } = await store.append('order-1', 'none', several(2));
    const other = EventStoreDbStore.connect(double.connectionString);
    for (const count of [1, 70, 500, 500, 500]) {
      await systemEvents(count);
      expect(await store.head()).toBe(position);
    }
    expect(await other.head()).toBe(position);
    expect(await other.readAll({ after: position, categories: [], limit: 10 })).toMatchObject({ facts: [], caughtUp: true });
    const next = await store.append('order-1', 1, several(1));
    expect(await other.head()).toBe(next.position);
    await other.close();
  });

  it('is a fact of version 1, from when it was written, when it is JSON without our metadata', async () => {
    await client.appendToStream('order-1', jsonEvent({ type: 'Imported', data: { a: 1 } }));
    const [fact] = await store.read('order-1');
    expect(fact).toMatchObject({ type: 'Imported', data: { a: 1 }, schemaVersion: 1, meta: {} });
    expect(Math.abs(Date.parse(fact!.occurredOn) - Date.now())).toBeLessThan(60_000);
  });

  it('is passed over when it is not JSON, hidden, or the end of a stream', async () => {
    await store.append('order-1', 'none', several(1));
    await client.appendToStream('order-1', binaryEvent({ type: 'Scan', data: Buffer.from([1, 2]) }));
    await store.append('order-2', 'none', several(1));
    await client.deleteStream('order-2');
    await client.tombstoneStream('order-2');
    const last = await store.append('order-1', 1, several(1));
    const listening = listener(store, ['order']);
    await eventually(() => listening.position() >= last.position);
    await listening.stop();
    expect(listening.facts.map(({ stream, revision }) => [stream, revision])).toEqual([
      ['order-1', 0],
      ['order-2', 0],
      ['order-1', 2],
    ]);
    expect((await store.read('order-1')).map(({ revision }) => revision)).toEqual([0, 2]);
    expect((await store.readAll({ after: 0, categories: ['order'], limit: 10 })).facts).toEqual(listening.facts);
  });

  it('may make the log longer than we can count, which is said clearly', () => {
    expect(asNumber(2n ** 53n - 1n, 'Position')).toBe(Number.MAX_SAFE_INTEGER);
    expect(() => asNumber(2n ** 53n, 'Position')).toThrow('Position 9007199254740992 is not a safe integer');
  });
});
