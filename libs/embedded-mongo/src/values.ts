import { toUSVString, types } from 'node:util';
import mongoose from 'mongoose';
import { unsupported } from './errors';

const { Binary, Long, ObjectId } = mongoose.mongo;

export type Doc = Record<string, unknown>;
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonDoc = { [key: string]: Json };

/**
 * Strings, numbers, booleans and null stand in the body as JSON has them, so that SQLite compares them directly.
 * Every other type is a string that begins with this character and a letter or digit for the type; ObjectId and Date
 * are written so that the text sorts as the value does. A user's own string that begins so gets the mark `s`.
 */
export const TAG = '\x7f';
export const OBJECT_ID = `${TAG}7`;
export const DATE = `${TAG}9`;
const STRING = `${TAG}s`;
const LONG = `${TAG}L`;
const BINARY = `${TAG}B`;
const REGEXP = `${TAG}R`;

// Times between the years 0 and 9999 in 15 digits, the first of them zero.
const YEAR_0 = -62167219200000;
const YEAR_10000 = 253402300800000;

function date(ms: number): string {
  if (!(ms >= YEAR_0 && ms < YEAR_10000)) throw unsupported('dates outside the years 0 to 9999');
  return DATE + String(ms - YEAR_0).padStart(15, '0');
}

/** The same rule as the `mongodb` driver's: what a double holds exactly is a number, the rest stays a Long. */
function long(value: bigint): Json {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : LONG + value;
}

function special(value: object): Json {
  if (types.isDate(value)) return date(value.getTime());
  switch ((value as { _bsontype?: string })._bsontype) {
    case 'ObjectId':
      return OBJECT_ID + (value as { toHexString(): string }).toHexString();
    case 'Long':
      return long(BigInt(String(value)));
    case 'Int32':
    case 'Double':
      return toJson(Number(value));
    case 'Binary': {
      const binary = value as InstanceType<typeof Binary>;
      return `${BINARY}${binary.sub_type}:${Buffer.from(binary.value()).toString('base64')}`;
    }
    case undefined:
      break;
    default:
      throw unsupported(`values of BSON type ${(value as { _bsontype?: string })._bsontype}`, 'keep money as strings or minor units');
  }
  if (ArrayBuffer.isView(value)) {
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return `${BINARY}0:${bytes.toString('base64')}`;
  }
  if (types.isRegExp(value)) return `${REGEXP}${value.flags}:${value.source}`;
  if (types.isMap(value)) return object(Object.fromEntries(value));
  const { toBSON } = value as { toBSON?: () => unknown };
  if (typeof toBSON === 'function') return toJson(toBSON.call(value));
  return object(value as Doc);
}

function object(value: Doc): Json {
  let copy: JsonDoc | undefined;
  for (const key in value) {
    const before = value[key];
    if (typeof before === 'function') {
      copy ??= { ...(value as JsonDoc) };
      delete copy[key];
      continue;
    }
    const after = toJson(before);
    if (after === before) continue;
    copy ??= { ...(value as JsonDoc) };
    copy[key] = after;
  }
  return copy ?? (value as JsonDoc);
}

function array(value: unknown[]): Json {
  const { toBSON } = value as { toBSON?: () => unknown };
  if (typeof toBSON === 'function') return toJson(toBSON.call(value));
  let copy: Json[] | undefined;
  for (let i = 0; i < value.length; i++) {
    const after = toJson(value[i]);
    if (after === value[i]) continue;
    copy ??= value.slice() as Json[];
    copy[i] = after;
  }
  return copy ?? (value as Json[]);
}

/** The value as it stands in the body; the very same object when there is nothing to write differently. */
export function toJson(value: unknown): Json {
  switch (typeof value) {
    case 'string':
      return value.charCodeAt(0) === 127 ? STRING + value : value;
    case 'number':
      if (!Number.isFinite(value)) throw unsupported(`the number ${value}`);
      return value === 0 ? 0 : value;
    case 'boolean':
      return value;
    case 'undefined':
      return null;
    case 'bigint':
      return long(value);
    case 'object': {
      if (value === null) return null;
      if (Array.isArray(value)) return array(value);
      const prototype = Object.getPrototypeOf(value);
      return prototype === Object.prototype || prototype === null ? object(value as Doc) : special(value);
    }
    default:
      throw unsupported(`values of type ${typeof value}`);
  }
}

/** BSON has no half characters: they become U+FFFD, as on their way to MongoDB. */
const wellFormed = (value: Json): Json => {
  if (typeof value === 'string') return toUSVString(value);
  if (Array.isArray(value)) return value.map(wellFormed);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [toUSVString(key), wellFormed(each)]));
};

export function bodyOf(json: JsonDoc): string {
  const text = JSON.stringify(json);
  return text.includes('\\ud') ? JSON.stringify(wellFormed(json)) : text;
}

function fromTag(text: string): unknown {
  const rest = text.slice(2);
  switch (text.slice(0, 2)) {
    case DATE:
      return new Date(Number(rest) + YEAR_0);
    case OBJECT_ID:
      return ObjectId.createFromHexString(rest);
    case STRING:
      return rest;
    case LONG:
      return Long.fromString(rest);
    case BINARY: {
      const colon = rest.indexOf(':');
      return new Binary(Buffer.from(rest.slice(colon + 1), 'base64'), Number(rest.slice(0, colon)));
    }
    case REGEXP: {
      const colon = rest.indexOf(':');
      return new RegExp(rest.slice(colon + 1), rest.slice(0, colon));
    }
    default:
      throw new Error(`A document holds a value of an unknown type (${JSON.stringify(text.slice(0, 2))}).`);
  }
}

/** The values behind the marks, written into the object that is given. */
export function revive(value: unknown): unknown {
  if (typeof value === 'string') return value.charCodeAt(0) === 127 ? fromTag(value) : value;
  if (value === null || typeof value !== 'object') return value;
  const holder = value as Doc;
  for (const key in holder) {
    const each = holder[key];
    if (typeof each === 'string' ? each.charCodeAt(0) === 127 : typeof each === 'object') holder[key] = revive(each);
  }
  return value;
}

export function docOf(body: string): Doc {
  const parsed = JSON.parse(body) as Doc;
  return body.includes(TAG) ? (revive(parsed) as Doc) : parsed;
}

/** A copy that shares nothing with the original, of the types that the store would give back. */
export const copyOf = <T>(value: T): T => revive(structuredCloneJson(toJson(value))) as T;
const structuredCloneJson = (json: Json): Json => JSON.parse(JSON.stringify(json)) as Json;

const hasNul = (text: string): boolean => text.includes('\0');

/** `_id` as the table's key. Documents as ids are compared whole; a string with a NUL cannot be bound, so it is written escaped. */
export function idKey(id: unknown): string | number {
  const json = toJson(id);
  if (typeof json === 'string') return hasNul(json) ? `${STRING}${JSON.stringify(json)}` : toUSVString(json);
  if (typeof json === 'number') return json;
  if (json !== null && typeof json === 'object' && !Array.isArray(json)) return `${TAG}O${JSON.stringify(json)}`;
  throw unsupported(`an _id that is ${json === null ? 'null' : Array.isArray(json) ? 'an array' : typeof json}`);
}
