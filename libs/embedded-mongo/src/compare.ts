import { types } from 'node:util';
import type { Doc } from './values';

/** The order of BSON's types: null, numbers, strings, documents, arrays, bytes, ObjectId, booleans, dates, regular expressions. */
export function rank(value: unknown): number {
  switch (typeof value) {
    case 'undefined':
      return 1;
    case 'number':
    case 'bigint':
      return 2;
    case 'string':
      return 3;
    case 'boolean':
      return 8;
    default:
      break;
  }
  if (value === null) return 1;
  if (Array.isArray(value)) return 5;
  if (types.isDate(value)) return 9;
  if (types.isRegExp(value)) return 11;
  switch ((value as { _bsontype?: string })._bsontype) {
    case 'Long':
      return 2;
    case 'ObjectId':
      return 7;
    case 'Binary':
      return 6;
    default:
      return 4;
  }
}

const order = <T>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);

// Surrogates stand for characters above U+FFFF, but their code units are below U+E000: put them where UTF-8 puts them.
const unit = (code: number): number => (code >= 0xe000 ? code - 0x800 : code >= 0xd800 ? code + 0x2000 : code);

/** Strings by code point, which is the order of their UTF-8 bytes. */
export function compareStrings(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return unit(x) - unit(y);
  }
  return a.length - b.length;
}

function compareDocuments(a: Doc, b: Doc): number {
  const left = Object.entries(a);
  const right = Object.entries(b);
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [name, value] = left[i]!;
    const [otherName, other] = right[i]!;
    const found = rank(value) - rank(other) || compareStrings(name, otherName) || compareValues(value, other);
    if (found) return found;
  }
  return left.length - right.length;
}

/** As BSON compares. */
export function compareValues(a: unknown, b: unknown): number {
  const type = rank(a);
  const other = rank(b);
  if (type !== other) return type - other;
  switch (type) {
    case 1:
      return 0;
    case 2:
      return typeof a === 'number' && typeof b === 'number' ? order(a, b) : order(BigInt(String(a)), BigInt(String(b)));
    case 3:
      return compareStrings(a as string, b as string);
    case 4:
    case 5:
      return compareDocuments(a as Doc, b as Doc);
    case 6: {
      const [x, y] = [(a as { value(): Uint8Array }).value(), (b as { value(): Uint8Array }).value()];
      return x.length - y.length || Buffer.compare(x, y);
    }
    case 8:
      return Number(a) - Number(b);
    case 9:
      return order(Number(a), Number(b));
    default:
      return order(String(a), String(b));
  }
}

/** Every value that a path leads to, arrays on the way opened. */
export function valuesAt(value: unknown, segments: readonly string[], from: number): unknown[] {
  if (from === segments.length) return Array.isArray(value) ? (value.length ? value : [undefined]) : [value];
  if (value === null || typeof value !== 'object') return [undefined];
  const segment = segments[from]!;
  if (Array.isArray(value)) {
    if (/^\d+$/.test(segment)) return valuesAt(value[Number(segment)], segments, from + 1);
    const found = value.flatMap((each) => (each !== null && typeof each === 'object' ? valuesAt(each, segments, from) : []));
    return found.length ? found : [undefined];
  }
  return valuesAt((value as Doc)[segment], segments, from + 1);
}

export type Sort = readonly (readonly [path: string, direction: 1 | -1])[];

/** An array sorts by its least member ascending and by its greatest descending, as in MongoDB. */
export function byOrder(sort: Sort): (a: Doc, b: Doc) => number {
  const keys = sort.map(([path, direction]) => ({ segments: path.split('.'), direction }));
  const keyOf = (doc: Doc, segments: readonly string[], direction: 1 | -1) =>
    valuesAt(doc, segments, 0).reduce((best, each) => (compareValues(each, best) * direction < 0 ? each : best));
  return (a, b) => {
    for (const { segments, direction } of keys) {
      const found = compareValues(keyOf(a, segments, direction), keyOf(b, segments, direction));
      if (found) return found * direction;
    }
    return 0;
  };
}
