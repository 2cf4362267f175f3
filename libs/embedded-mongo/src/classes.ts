import { DATE, type Json, type JsonDoc, OBJECT_ID } from './values';

/**
 * Which kinds of values a path has ever held in a collection, as bits. SQLite orders numbers before texts and knows booleans
 * only as numbers; as long as a path's values keep to kinds that SQLite orders as BSON does, SQL may answer for that path.
 */
export const NUMBER = 1;
export const STRING = 2;
export const TAGGED = 4;
export const BOOLEAN = 8;
/** Arrays, documents, bytes, long integers: only the query engine knows how these compare. */
export const OPAQUE = 16;

/** True while SQL compares and orders the values of the path exactly as BSON would. */
export const isSound = (mask: number): boolean =>
  (mask & OPAQUE) === 0 && (mask & BOOLEAN && mask & ~BOOLEAN ? false : !(mask & STRING && mask & TAGGED));

export function classOf(value: Json | undefined): number {
  switch (typeof value) {
    case 'string':
      if (value.charCodeAt(0) !== 127) return STRING;
      return value.startsWith(OBJECT_ID) || value.startsWith(DATE) ? TAGGED : OPAQUE;
    case 'number':
      return NUMBER;
    case 'boolean':
      return BOOLEAN;
    case 'undefined':
      return 0;
    default:
      return value === null ? 0 : OPAQUE;
  }
}

export function classAt(json: JsonDoc, segments: readonly string[]): number {
  let value: Json | undefined = json;
  for (const segment of segments) {
    if (value === null || typeof value !== 'object') return 0;
    if (Array.isArray(value)) return OPAQUE;
    value = Object.hasOwn(value, segment) ? (value as JsonDoc)[segment] : undefined;
  }
  return classOf(value);
}
