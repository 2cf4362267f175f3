import { toUSVString } from 'node:util';
import type { Param } from '@causeway/sqlite';
import { BOOLEAN, classOf, NUMBER, STRING, TAGGED } from './classes';
import type { TrackedPath } from './paths';
import { type Json, toJson } from './values';

/** SQL for a part of a filter. Without `exact` it lets through too much, never too little. */
export interface Sql {
  readonly text: string;
  readonly params: readonly Param[];
  readonly exact: boolean;
}

/** Gives the path if SQL may answer for it. */
export type Paths = (path: string) => TrackedPath | undefined;

export interface Bound {
  readonly sql: string;
  readonly param: Param;
  /** The kind of value, as in `classes.ts`; 0 is null. */
  readonly kind: number;
}

const SCALAR = NUMBER | STRING | TAGGED | BOOLEAN;

/** A scalar as it stands in a comparison. What SQLite reads from JSON text with its own rounding is bound as JSON text too. */
export function bind(value: unknown): Bound | undefined {
  let json: Json;
  try {
    json = toJson(value);
  } catch {
    return undefined;
  }
  const kind = classOf(json);
  if (kind !== 0 && (kind & SCALAR) === 0) return undefined;
  if (typeof json === 'boolean') return { sql: '?', param: json ? 1 : 0, kind };
  if (typeof json === 'number') {
    return Number.isSafeInteger(json) ? { sql: '?', param: json, kind } : { sql: `(?->>'$')`, param: JSON.stringify(json), kind };
  }
  if (typeof json === 'string') {
    return json.includes('\0') ? { sql: `(?->>'$')`, param: JSON.stringify(json), kind } : { sql: '?', param: toUSVString(json), kind };
  }
  return { sql: 'NULL', param: null, kind };
}
