import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { StoreUnavailable, type Stretch, type SubscribeOptions } from '../../event-store';

/** The log as a subscription needs it. */
export type Log = Readonly<{
  /** The next stretch. Throws `StoreUnavailable` when the file cannot be read just now. */
  stretch(after: number, categories: readonly string[], limit: number): Stretch;
  /** Resolves when something may stand after this position, or when the signal says so. */
  more(after: number, categories: readonly string[], signal: AbortSignal): Promise<void>;
  readonly closed: boolean;
}>;

const BATCH = 1_000;
const RETRY_MS = 500;

/**
 * A subscription: reads on from its place until nothing is left, then waits for the log to grow. There is no seam
 * between old and new facts, because both are the same question with the same answer: what stands after my place?
 */
export async function* follow(log: Log, { after, categories, signal, batch = BATCH }: SubscribeOptions): AsyncGenerator<Stretch, void> {
  let place = after;
  let told = false;
  while (!signal.aborted) {
    const stretch = await patiently(log, place, categories, batch, signal);
    if (!stretch || signal.aborted) return;
    // The very first stretch is told even when it is empty: who waits to be up to date must hear that there is nothing.
    if (stretch.position > place || !told) {
      place = stretch.position;
      told = true;
      yield stretch;
    }
    if (stretch.caughtUp) await log.more(place, categories, signal);
    // Others have their turn between two stretches, however long the log is.
    else await turn();
  }
}

/** The next stretch, through an absence of the disk; undefined when the signal ended the waiting. */
const patiently = async (log: Log, after: number, categories: readonly string[], limit: number, signal: AbortSignal) => {
  while (!signal.aborted) {
    if (log.closed) throw new StoreUnavailable('The store is closed.');
    try {
      return log.stretch(after, categories, limit);
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
};
