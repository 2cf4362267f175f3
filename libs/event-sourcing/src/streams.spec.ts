import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Act, conflict, type Event, type History, type Stream, streamOf, Vocabulary } from './model';
import { type Snapshot, Snapshots, thousandOf } from './snapshots';
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
  async load(stream: string, version: number, upTo = Number.MAX_SAFE_INTEGER) {
    const fits = [...this.kept].filter(([id, one]) => id.startsWith(`${stream}@`) && one.version === version && one.revision <= upTo);
    return fits.map(([, one]) => one).sort((a, b) => b.revision - a.revision)[0] ?? null;
  }
  async save(stream: string, version: number, snapshot: Snapshot) {
    this.kept.set(`${stream}@${thousandOf(snapshot.revision)}`, { ...snapshot, version });
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

  it('say no, and that nothing follows, only on what the record says', async () => {
    const [here, there] = [fresh(), fresh()];
    await here.transact(counts, count(1), act());
    await there.transact(counts, count(10), act());
    const notOnOne = (now: number) => {
      if (now === 1) throw conflict('counter.one', 'One.');
      return count(100)();
    };
    expect(await here.transact(counts, notOnOne, act())).toMatchObject({ state: 111, revision: 2 });
    await there.transact(counts, count(1000), act());
    expect(await here.transact(counts, (now) => (now === 111 ? [] : count(1)()), act())).toMatchObject({ state: 1112, revision: 4 });
    await there.transact(counts, count(1), act());
    expect(await here.transact(counts, count(2), act(), { ifMatch: 5 })).toMatchObject({ state: 1115, revision: 6 });
  });

  it('ask the record nothing before they change what they remember', async () => {
    const streams = fresh();
    await streams.transact(counts, count(1), act());
    const read = jest.spyOn(store, 'read');
    expect(await streams.transact(counts, count(1), act())).toMatchObject({ state: 2, revision: 1 });
    expect(read).not.toHaveBeenCalled();
    await expect(streams.transact(counts, count(1), act(), { ifMatch: 0 })).rejects.toMatchObject({ kind: 'stale' });
    expect(read).toHaveBeenCalledTimes(1);
    read.mockRestore();
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
    // Another process wrote: the append finds out, for who named the revision that is remembered here.
    await fresh().transact(counts, count(1), act());
    await expect(streams.transact(counts, count(1), act(), { ifMatch: 2 })).rejects.toMatchObject({ kind: 'stale' });
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

  it('know without reading how a thing stood before its newest change, and nothing of before its first', async () => {
    const streams = fresh();
    await streams.transact(counts, count(1), act());
    expect(await streams.at(counts, { revision: -1 })).toBeNull();
    await streams.transact(counts, count(2), act());
    const read = jest.spyOn(store, 'read');
    expect(await streams.at(counts, { revision: 0 })).toMatchObject({ state: 1, revision: 0, position: 1 });
    expect(await streams.at(counts, { revision: 1 })).toMatchObject({ state: 3, revision: 1, position: 2 });
    expect(read).not.toHaveBeenCalled();
    read.mockRestore();
  });

  describe('of a long stream', () => {
    const LENGTH = 3600;
    const factsRead = () => {
      const read = jest.spyOn(store, 'read');
      return async () =>
        (await Promise.all(read.mock.results.map(({ value }) => value as Promise<unknown[]>))).reduce((sum, { length }) => sum + length, 0);
    };
    beforeEach(async () => {
      const streams = fresh();
      for (let i = 0; i < LENGTH; i += 30) {
        const at = new Date(Date.parse('2026-01-01T00:00:00.000Z') + i * 1000).toISOString();
        await streams.transact(
          counts,
          () => Array.from({ length: 30 }, () => ({ type: 'Counted' as const, data: { by: 1 } })),
          act({ at }),
        );
      }
    });
    afterEach(() => jest.restoreAllMocks());

    it('leave a snapshot at each thousand as they write', () =>
      expect([...snapshots.kept.values()].map(({ revision }) => revision)).toEqual([1019, 2009, 2999]));

    it.each([0, 998, 1018, 1019, 1020, 2500, LENGTH - 1])('show revision %d by reading few facts', async (revision) => {
      const read = factsRead();
      expect(await fresh().at(counts, { revision })).toMatchObject({ state: revision + 1, revision, occurredOn: expect.any(String) });
      expect(await read()).toBeLessThan(1100);
    });

    it('show how it stood at a time by reading few facts', async () => {
      const read = factsRead();
      expect(await fresh().at(counts, { time: '2026-01-01T00:41:00.000Z' })).toMatchObject({ revision: 2489, state: 2490 });
      expect(await read()).toBeLessThan(1100);
    });

    it('ask for none where there can be none', async () => {
      const short = streamOf(counter, 'acme', 'short');
      const [asked, read] = [jest.spyOn(snapshots, 'load'), jest.spyOn(store, 'read')];
      await fresh().load(short);
      await fresh().at(counts, { revision: 998 });
      expect(asked).not.toHaveBeenCalled();
      expect(read).toHaveBeenCalledTimes(2);
    });

    it('load it from the newest one, and drop one of another version', async () => {
      const read = factsRead();
      expect((await fresh().load(counts)).state).toBe(LENGTH);
      expect(await read()).toBeLessThan(1100);
      const doubled: Stream<number, Counted> = {
        name: counts.name,
        history: { ...counter, version: 2, evolve: (sum, { data }) => sum + 2 * data.by },
      };
      expect((await fresh().at(doubled, { revision: 2499 }))?.state).toBe(5000);
      expect((await fresh().load(doubled)).state).toBe(2 * LENGTH);
      expect((await fresh().at(counts, { revision: 2499 }))?.state).toBe(2500);
    });

    it('leave them also for a stream that somebody else wrote', async () => {
      snapshots.kept.clear();
      expect((await fresh().at(counts, { revision: 2999 }))?.state).toBe(3000);
      expect([...snapshots.kept.values()].map(({ revision }) => revision)).toEqual([999, 1999, 2999]);
    });

    it('believe none that tells of what is not on the record', async () => {
      const newer = { revision: 4000, position: 4001, occurredOn: '2026-01-01T09:00:00.000Z', state: 4001 };
      const older = { revision: 1999, position: 999_999, occurredOn: '2026-01-01T09:00:00.000Z', state: -1 };
      await snapshots.save(counts.name, 1, newer);
      expect((await fresh().load(counts)).state).toBe(LENGTH);
      await snapshots.save(counts.name, 1, older);
      expect((await fresh().at(counts, { revision: 2100 }))?.state).toBe(2101);
    });
  });

  it('bring old shapes up to date', async () => {
    await fresh().transact(counts, count(3), act());
    const vocabulary = new Vocabulary();
    vocabulary.learn({ Counted: [({ by }) => ({ by: by * 10 })] });
    expect((await new Streams(store, vocabulary, snapshots).load(counts)).state).toBe(30);
  });
});
