import { setTimeout as sleep } from 'node:timers/promises';
import { EventStore, StoreUnavailable } from './event-store';
import type { Recorded, Vocabulary } from './model';

/** How a follower of the log is getting on; what `GET /api/v1/projections` shows of it. */
export type Progress = {
  position: number;
  state: 'running' | 'stopped';
  /** Why it stopped, and at which fact; null when a person stopped it. */
  error: { message: string; position: number; eventId: string; type: string } | null;
};

export type Following = Readonly<{
  name: string;
  categories: readonly string[];
  /** Go on after this position. */
  after: number;
  /** The most facts handed over at once. */
  batch?: number;
  /** The work. May be asked to do the same facts again after a failure or a crash, and must then change nothing. */
  handle: (facts: readonly Recorded[], position: number) => Promise<void>;
  /** Told after the work: everything up to here is done. `worked` is false when nothing wanted was in the stretch. */
  keep: (position: number, worked: boolean, caughtUp: boolean) => Promise<void>;
  signal: AbortSignal;
}>;

/** A fact that a follower cannot handle, and no waiting mends it. */
export class Stuck extends Error {
  constructor(
    readonly fact: Recorded,
    override readonly cause: unknown,
  ) {
    super(cause instanceof Error ? cause.message : String(cause));
  }
}

const PATIENCE = [50, 100, 250, 500, 1000, 2000];

/** True for trouble that passes by itself: the store or the documents are away. Everything else is a defect and stops the loop. */
export const passes = (error: unknown): boolean =>
  error instanceof StoreUnavailable || (error instanceof Error && (error.name === 'DocumentStoreUnavailable' || isAbsence(error)));

const AWAY = /^(Mongo(ose)?(Network|ServerSelection|NotConnected|Topology|PoolClear|ConnectionPool|WaitQueue|Expired)|DisconnectedError)/;

/** A connection that broke, in the system's own words: MongoDB's driver lets a failed write to its socket through as it came. */
const BROKEN = new Set(['ECONNRESET', 'ECONNREFUSED', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN']);

/** MongoDB's driver in its many words: its server is away, or a connection was lost in the middle of an answer. */
const isAbsence = (error: Error & { code?: unknown; hasErrorLabel?: (label: string) => boolean }): boolean =>
  AWAY.test(error.name) ||
  BROKEN.has(String(error.code)) ||
  (error.name === 'MongooseError' && error.message.includes('bufferCommands')) ||
  ['RetryableReadError', 'RetryableWriteError', 'ResetPool'].some((label) => error.hasErrorLabel?.(label) === true);

/**
 * The one loop that feeds every view, policy and process: in order, in batches, the place kept only after the work
 * succeeded. It waits for stores that are away. At a fact that it cannot handle it stops, the place kept right before that
 * fact, and throws `Stuck`; to start again, skip it or rebuild is a person's decision, never the loop's.
 */
export async function follow(
  store: EventStore,
  vocabulary: Vocabulary,
  { name: _, categories, after, batch, handle, keep, signal }: Following,
): Promise<void> {
  for await (const stretch of store.subscribe({ after, categories, signal, ...(batch === undefined ? {} : { batch }) })) {
    const facts = stretch.facts.map((fact) => vocabulary.current(fact));
    if (facts.length > 0) {
      try {
        await patiently(() => handle(facts, stretch.position), signal);
      } catch (error) {
        if (signal.aborted) return;
        await oneByOne(facts, error, handle, keep, signal);
      }
    }
    if (signal.aborted) return;
    await patiently(() => keep(stretch.position, facts.length > 0, stretch.caughtUp), signal);
  }
}

/** The batch failed: do it fact by fact, so that the place ends right before the one that cannot be handled. */
async function oneByOne(
  facts: readonly Recorded[],
  error: unknown,
  handle: Following['handle'],
  keep: Following['keep'],
  signal: AbortSignal,
): Promise<void> {
  for (const fact of facts) {
    try {
      await patiently(() => handle([fact], fact.position), signal);
      await keep(fact.position, true, false);
    } catch (one) {
      throw new Stuck(fact, one ?? error);
    }
  }
}

async function patiently(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!passes(error) || signal.aborted) throw error;
      await sleep(PATIENCE[Math.min(attempt, PATIENCE.length - 1)], undefined, { signal }).catch(() => undefined);
      if (signal.aborted) throw error;
    }
  }
}
