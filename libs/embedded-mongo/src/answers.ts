import { projectionOf } from './projection';
import type { Doc } from './values';
import type { Outcome } from './writes';

/** What the `mongodb` driver answers to an update. */
export const written = ({ matched, modified, upsertedId }: Outcome): Doc => ({
  acknowledged: true,
  matchedCount: matched,
  modifiedCount: modified,
  upsertedCount: upsertedId === undefined ? 0 : 1,
  upsertedId: upsertedId === undefined ? null : upsertedId,
});

/** What it answers to finding and changing a document in one step. */
export function found(value: Doc | null, options: Doc, lastErrorObject: Doc): unknown {
  const project = projectionOf(options['projection']);
  const shown = value && project ? project(value) : value;
  return options['includeResultMetadata'] ? { ok: 1, value: shown, lastErrorObject } : shown;
}
