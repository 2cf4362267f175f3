import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Act, conflict, type Event, type History, type Stream, streamOf, Vocabulary } from './model';
import { type Snapshot, Snapshots } from './snapshots';
import { EmbeddedEventStore } from './stores/embedded';
import { Streams } from './streams';
import { someMeta } from './testing';

type Counted = Event<'Counted', { by: number }>;
const counter: History<number, Counted> = { category: 'counter', version: 1, initial: 0, evolve: (sum, { data }) => sum + data.by };
const counts = streamOf(counter, 'Acme', 'c1');
const count = (by: number) => () => [{ type: 'Counted' as const, data: { by } }];
const act = (more: Partial<Act> = {}): Act => ({ ...someMeta, at: '2026-01-01T09:00:00.000Z', ...more });

class Kept extends Snapshots {
  readonly kept = new Map<string, Snapshot & { version: number }>();
  async load(stream: string, version: number) {
    const found = this.kept.get(stream);
    return found?.version === version ? found : null;
  }
  async save(stream: string, version: number, snapshot: Snapshot) {
    this.kept.set(stream, { ...snapshot, version });
  }
}

describe('streams', () => {
  let folder: string;
  let store: EmbeddedEventStore;
  let snapshots: Kept;
  const fresh = () => new Streams(store, new Vocabulary(), snapshots);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'streams-'));
    store = EmbeddedEventStore.open(join(folder, 'events.db'));
    snapshots = new Kept();
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('name a stream with its tenant, without case', () => expect(counts.name).toBe('counter-acme.c1'));

  it('record what was decided, with who, why and when', async () => {
    const outcome = await fresh().transact(counts, count(2), act());
    expect(outcome).toMatchObject({ state: 2, revision: 0, position: 1, occurredOn: '2026-01-01T09:00:00.000Z' });
    expect(await store.read(counts.name)).toEqual([
      expect.objectContaining({
        type: 'Counted',
        data: { by: 2 },
        revision: 0,
        schemaVersion: 1,
        meta: someMeta,
        occurredOn: '2026-01-01T09:00:00.000Z',
      }),
    ]);
  });

  it('write nothing when nothing follows, and answer with the head', async () => {
    const streams = fresh();
    await streams.transact(streamOf(counter, 'acme', 'other'), count(1), act());
    expect(await streams.transact(counts, () => [], act())).toEqual({
      state: 0,
      revision: -1,
      position: 1,
      occurredOn: null,
      recorded: [],
    });
  });

  it('never let time go back within a stream', async () => {
    const streams = fresh();
    await streams.transact(counts, count(1), act({ at: '2026-01-01T10:00:00.000Z' }));
    expect((await streams.transact(counts, count(1), act({ at: '2026-01-01T09:00:00.000Z' }))).occurredOn).toBe('2026-01-01T10:00:00.000Z');
  });

  it('decide again when somebody else wrote first', async () => {
    const [here, there] = [fresh(), fresh()];
    await here.transact(counts, count(1), act());
    await there.transact(counts, count(10), act());
    await here.transact(counts, count(100), act());
    expect((await there.load(counts)).state).toBe(111);
  });

  it('let one of two win where the rule allows one', async () => {
    const once = (now: number) => {
      if (now > 0) throw conflict('counter.taken', 'Taken.');
      return [{ type: 'Counted' as const, data: { by: 1 } }];
    };
    const results = await Promise.allSettled([...Array(16)].map((_, i) => (i % 2 ? fresh() : fresh()).transact(counts, once, act())));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await store.read(counts.name)).toHaveLength(1);
  });

  it('refuse a stale If-Match, but only to those who may know of the thing', async () => {
    const streams = fresh();
    await streams.transact(counts, count(1), act());
    await streams.transact(counts, count(1), act());
    await expect(streams.transact(counts, count(1), act(), { ifMatch: 0 })).rejects.toMatchObject({ kind: 'stale' });
    const guard = () => {
      throw conflict('first', 'First.');
    };
    await expect(streams.transact(counts, count(1), act(), { ifMatch: 0, guard })).rejects.toMatchObject({ code: 'first' });
    expect((await streams.transact(counts, count(1), act(), { ifMatch: 1 })).revision).toBe(2);
  });

  it('see that a request claimed before a crash has had its effect, as it was then', async () => {
    await fresh().transact(counts, count(5), act({ requestId: 'r1' }));
    await fresh().transact(counts, count(1), act());
    const again = await fresh().transact(counts, count(5), act({ requestId: 'r1', repeated: true }));
    expect(again).toMatchObject({ state: 5, revision: 0, recorded: [expect.objectContaining({ data: { by: 5 } })] });
    expect((await fresh().transact(counts, count(7), act({ requestId: 'r2', repeated: true }))).state).toBe(13);
  });

  it('show how a thing stood at a revision and at a time', async () => {
    const streams = fresh();
    for (const hour of ['09', '10', '11']) await streams.transact(counts, count(1), act({ at: `2026-01-01T${hour}:00:00.000Z` }));
    expect((await streams.at(counts, { revision: 1 }))?.state).toBe(2);
    expect(await streams.at(counts, { revision: 3 })).toBeNull();
    expect((await streams.at(counts, { time: '2026-01-01T10:00:00.000Z' }))?.revision).toBe(1);
    expect(await streams.at(counts, { time: '2026-01-01T08:59:59.999Z' })).toBeNull();
  });

  it('read a long stream from a snapshot, and drop one of another version', async () => {
    const streams = fresh();
    for (let i = 0; i < 40; i++)
      await streams.transact(counts, () => Array.from({ length: 30 }, () => ({ type: 'Counted' as const, data: { by: 1 } })), act());
    await streams.load(counts);
    expect(snapshots.kept.get(counts.name)).toMatchObject({ version: 1 });
    const reads = jest.spyOn(store, 'read');
    expect((await fresh().load(counts)).state).toBe(1200);
    expect(reads.mock.calls[0]![1]!.from).toBeGreaterThan(500);

    reads.mockClear();
    const doubled: Stream<number, Counted> = {
      name: counts.name,
      history: { ...counter, version: 2, evolve: (sum, { data }) => sum + 2 * data.by },
    };
    expect((await fresh().load(doubled)).state).toBe(2400);
    expect(reads.mock.calls[0]![1]!.from).toBe(0);
  });

  it('bring old shapes up to date', async () => {
    await fresh().transact(counts, count(3), act());
    const vocabulary = new Vocabulary();
    vocabulary.learn({ Counted: [({ by }) => ({ by: by * 10 })] });
    expect((await new Streams(store, vocabulary, snapshots).load(counts)).state).toBe(30);
  });
});
