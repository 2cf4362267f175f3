import { unsupported } from './errors';
import { quoted } from './quoted';

/** A path whose kinds of values are known, and the SQL that reads it. */
export interface TrackedPath {
  readonly path: string;
  readonly segments: readonly string[];
  /** Its column. */
  readonly expression: string;
  /** The bits of `classes.ts`. */
  mask: number;
}

// A number in a path may mean an array's place, and these characters would need escapes inside a JSON path.
const WAYWARD = /(^|\.)(\d+|)(\.|$)|["\\'$\p{Cc}]/u;

/** True for a path that SQL can read: names only. */
export const isReadable = (path: string): boolean => !WAYWARD.test(path);

export const jsonPath = (path: string): string =>
  quoted(
    `$.${path
      .split('.')
      .map((name) => `"${name}"`)
      .join('.')}`,
  );

/** `_id` has a column of its own; every other path one of its own, written with the body. */
export function trackedPath(path: string, column: number, mask: number): TrackedPath {
  if (!isReadable(path)) throw unsupported(`an index on the path "${path}"`);
  return { path, segments: path.split('.'), expression: path === '_id' ? 'id' : `p${column}`, mask };
}
