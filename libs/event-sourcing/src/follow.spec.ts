import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StoreUnavailable } from './event-store';
import { follow, passes, Stuck } from './follow';
import { type Act, type Event, type History, type Recorded, streamOf, Vocabulary } from './model';
import { NoSnapshots } from './snapshots';
import { EmbeddedEventStore } from './stores/embedded';
import { Streams } from './streams';
import { someMeta } from './testing';

type Counted = Event<'Counted', { by: number }>;
const counter: History<number, Counted> = { category: 'counter', version: 1, initial: 0, evolve: (sum, { data }) => sum + data.by };
const act: Act = { ...someMeta, at: '2026-01-01T09:00:00.000Z' };

describe('following the log', () => {
  let folder: string;
  let store: EmbeddedEventStore;
  let streams: Streams;
  const write = async (...values: number[]) => {
    for (const by of values)
      await streams.transact(streamOf(counter, 'acme', 'c1'), () => [{ type: 'Counted' as const, data: { by } }], act);
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'follow-'));
    store = EmbeddedEventStore.open(join(folder, 'events.db'));
    streams = new Streams(store, new Vocabulary(), new NoSnapshots());
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Follows until `enough` says so; gives what was handled and which places were kept. */
  const run = async (after: number, handle: (fact: Recorded<Counted>) => void, enough: (places: number[]) => boolean) => {
    const places: number[] = [];
    const ending = new AbortController();
    const keep = async (position: number) => {
      places.push(position);
      if (enough(places)) ending.abort();
    };
    const each = async (facts: readonly Recorded[]) => {
      for (const fact of facts) handle(fact as Recorded<Counted>);
    };
    const error = await follow(store, new Vocabulary(), {
      name: 'test',
      categories: ['counter'],
      after,
      handle: each,
      keep,
      signal: ending.signal,
    }).catch((e) => e);
    return { places, error };
  };

  it('does the work first and keeps the place after it, in order, also what comes later', async () => {
    await write(1, 2);
    const seen: number[] = [];
    const following = run(
      0,
      ({ data }) => seen.push(data.by),
      () => seen.length === 4,
    );
    await write(3, 4);
    expect((await following).places.at(-1)).toBe(4);
    expect(seen).toEqual([1, 2, 3, 4]);
  });

  it('goes on behind the kept place', async () => {
    await write(1, 2, 3);
    const seen: number[] = [];
    await run(
      2,
      ({ data }) => seen.push(data.by),
      () => seen.length === 1,
    );
    expect(seen).toEqual([3]);
  });

  it('stops right before the fact that it cannot handle, and says which', async () => {
    await write(1, 2, 3);
    const { places, error } = await run(
      0,
      ({ data }) => {
        if (data.by === 2) throw new Error('no twos');
      },
      () => false,
    );
    expect(error).toBeInstanceOf(Stuck);
    expect(error).toMatchObject({ message: 'no twos', fact: { data: { by: 2 }, position: 2 } });
    expect(places.at(-1)).toBe(1);
  });

  it('waits for a store that is away', async () => {
    await write(1);
    let away = 3;
    const { places, error } = await run(
      0,
      () => {
        if (away-- > 0) throw new StoreUnavailable('away');
      },
      () => true,
    );
    expect(error).toBeUndefined();
    expect(places).toEqual([1]);
    expect(away).toBe(-1);
  });

  it('knows a store that is away from a defect', () => {
    const named = (name: string, message = '', label?: string) =>
      Object.assign(new Error(message), { name, hasErrorLabel: (asked: string) => asked === label });
    const away = [
      'MongoNetworkError',
      'MongoNetworkTimeoutError',
      'MongoServerSelectionError',
      'MongoPoolClearedError',
      'MongoTopologyClosedError',
      'MongooseServerSelectionError',
      'MongoExpiredSessionError',
    ];
    expect(away.filter((name) => !passes(named(name)))).toEqual([]);
    expect(passes(named('MongooseError', 'Cannot call `find()` before initial connection is complete if `bufferCommands = false`.'))).toBe(
      true,
    );
    // What a socket says of itself reaches us bare when it breaks under a write of the driver's.
    const broken = ['ECONNRESET', 'EPIPE', 'ECONNREFUSED', 'ETIMEDOUT'].map((code) => Object.assign(new Error(`write ${code}`), { code }));
    expect(broken.every(passes)).toBe(true);
    expect(passes(Object.assign(new Error('no such file'), { code: 'ENOENT' }))).toBe(false);
    expect(passes(named('MongoServerError', 'node is recovering', 'RetryableReadError'))).toBe(true);
    expect([named('MongoServerError', 'E11000'), named('TypeError'), named('MongooseError', 'cast')].some(passes)).toBe(false);
  });
});
