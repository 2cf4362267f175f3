import { compareValues } from './compare';
import type { Doc } from './values';

function* leavesAt(value: unknown, segments: readonly string[], from: number): Generator<unknown> {
  if (from === segments.length) {
    if (Array.isArray(value)) yield* value;
    else if (value !== undefined) yield value;
    return;
  }
  if (Array.isArray(value)) for (const each of value) yield* leavesAt(each, segments, from);
  else if (value !== null && typeof value === 'object') yield* leavesAt((value as Doc)[segments[from]!], segments, from + 1);
}

/** Each value at the path once, in order. */
export function distinctValues(docs: readonly Doc[], path: string): unknown[] {
  const segments = path.split('.');
  const seen = new Set<unknown>();
  const others: unknown[] = [];
  for (const doc of docs) {
    for (const value of leavesAt(doc, segments, 0)) {
      if (value === null || typeof value !== 'object') seen.add(value);
      else others.push(value);
    }
  }
  const sorted = [...seen, ...others].sort(compareValues);
  return sorted.filter((value, i) => i === 0 || compareValues(value, sorted[i - 1]) !== 0);
}
