const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long after each failure the next attempt comes; after the last one there is none (spec 25, *Retries*). */
export const RETRIES = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR] as const;

/** A consumer that has only failed for so long is disabled. */
export const DISABLED_AFTER = 72 * HOUR;

const LONGEST_ASKED = 24 * HOUR;

/**
 * How long to wait after the given try (1 is the first); `null` when it was the last. `jitter` is between -1 and 1 and
 * spreads the schedule by ±10 %. What the receiver asks for (Retry-After, a nack's own seconds) comes instead of the
 * schedule's time, never before what it asked, and uses up a try all the same.
 */
export const delayAfter = (tries: number, jitter: number, asked: number | null = null): number | null => {
  const scheduled = RETRIES[tries - 1];
  if (scheduled === undefined) return null;
  if (asked !== null && asked > 0) return Math.min(asked, LONGEST_ASKED);
  return Math.round(scheduled * (1 + jitter / 10));
};
