import type { Connection } from './connection';
import { isFact, positionOf } from './facts';
import { isWanted, pageAfter } from './reading';

/** More than the server skips between two checkpoints. */
const AHEAD = 128;

/**
 * What stands right after a place: up to where nothing is wanted (`clear`, at least the place itself), and the first fact that
 * is. It is read from the log itself, so a subscription will never tell anything between the place and `clear`.
 */
export const wantedAhead = async (
  connection: Connection,
  place: number,
  categories: readonly string[],
): Promise<{ clear: number; wanted?: number }> => {
  let clear = place;
  const { records } = await pageAfter(connection, place, AHEAD);
  for (const record of records) {
    if (!isFact(record)) continue;
    if (isWanted(record.streamId, categories)) return { clear, wanted: positionOf(record) };
    clear = positionOf(record);
  }
  return { clear };
};
