import { types } from 'node:util';
import mongoose from 'mongoose';
import { byOrder, compareValues } from './compare';
import { testOf } from './engine';
import { serverError, unsupported } from './errors';
import { isOperators, isPlainObject } from './filter';
import { sortOf } from './plan';
import { get, type Matching, type Place, placesOf, set, unset } from './update-paths';
import { copyOf, type Doc } from './values';

const { Long } = mongoose.mongo;

type Operator = (place: Place, operand: unknown, path: string) => void;

const isNumeric = (value: unknown): value is number | { toString(): string } =>
  typeof value === 'number' || typeof value === 'bigint' || (value as { _bsontype?: string } | null)?._bsontype === 'Long';

function calculated(
  place: Place,
  operand: unknown,
  path: string,
  word: string,
  numbers: (a: number, b: number) => number,
  longs: (a: bigint, b: bigint) => bigint,
): void {
  const before = get(place) === undefined ? 0 : get(place);
  for (const value of [operand, before]) {
    if (!isNumeric(value)) throw serverError(14, 'TypeMismatch', `Cannot apply ${word} to a value of non-numeric type at '${path}'`);
  }
  if (typeof before === 'number' && typeof operand === 'number') set(place, numbers(before, operand));
  else set(place, Long.fromString(String(longs(BigInt(String(before)), BigInt(String(operand))))));
}

function listAt(place: Place, word: string, path: string): unknown[] {
  const list = get(place);
  if (!Array.isArray(list)) throw serverError(2, 'BadValue', `The field '${path}' must be an array to apply ${word}`);
  return list;
}

const same = (a: unknown, b: unknown): boolean => compareValues(a, b) === 0;

/** The members to add: one, or those under `$each`. */
function added(operand: unknown, known: readonly string[]): { values: unknown[]; modifiers: Doc } {
  if (!isPlainObject(operand) || !Object.hasOwn(operand, '$each')) return { values: [copyOf(operand)], modifiers: {} };
  for (const name of Object.keys(operand)) if (!known.includes(name)) throw unsupported(`the modifier "${name}"`);
  if (!Array.isArray(operand['$each'])) throw serverError(2, 'BadValue', 'The argument to $each must be an array');
  return { values: copyOf(operand['$each']) as unknown[], modifiers: operand };
}

function push(place: Place, operand: unknown, path: string): void {
  if (get(place) === undefined) set(place, []);
  const list = listAt(place, '$push', path);
  const { values, modifiers } = added(operand, ['$each', '$slice', '$sort', '$position']);
  list.splice((modifiers['$position'] as number | undefined) ?? list.length, 0, ...values);
  const sort = modifiers['$sort'];
  if (typeof sort === 'number') list.sort((a, b) => compareValues(a, b) * sort);
  else if (sort) list.sort(byOrder(sortOf(sort)) as (a: unknown, b: unknown) => number);
  const slice = modifiers['$slice'] as number | undefined;
  if (slice === undefined) return;
  if (slice < 0) list.splice(0, Math.max(0, list.length + slice));
  else list.splice(slice);
}

function pulled(operand: unknown): (member: unknown) => boolean {
  if (isOperators(operand) || types.isRegExp(operand)) {
    const test = testOf({ member: operand });
    return (member) => test({ member });
  }
  if (!isPlainObject(operand)) return (member) => same(member, operand);
  const test = testOf(operand);
  return (member) => isPlainObject(member) && test(member);
}

function remove(place: Place, word: string, path: string, goes: (member: unknown) => boolean): void {
  if (get(place) === undefined) return;
  const list = listAt(place, word, path);
  set(
    place,
    list.filter((member) => !goes(member)),
  );
}

const OPERATORS: Record<string, Operator> = {
  $set: (place, operand) => set(place, copyOf(operand)),
  $setOnInsert: (place, operand) => set(place, copyOf(operand)),
  $unset: (place) => unset(place),
  $inc: (place, operand, path) =>
    calculated(
      place,
      operand,
      path,
      '$inc',
      (a, b) => a + b,
      (a, b) => a + b,
    ),
  $mul: (place, operand, path) =>
    calculated(
      place,
      operand,
      path,
      '$mul',
      (a, b) => a * b,
      (a, b) => a * b,
    ),
  $min: (place, operand) => {
    if (get(place) === undefined || compareValues(operand, get(place)) < 0) set(place, copyOf(operand));
  },
  $max: (place, operand) => {
    if (get(place) === undefined || compareValues(operand, get(place)) > 0) set(place, copyOf(operand));
  },
  $currentDate: (place, operand) => {
    if (operand !== true && (operand as Doc | null)?.['$type'] !== 'date') throw unsupported('$currentDate with another type than date');
    set(place, new Date());
  },
  $push: push,
  $addToSet: (place, operand, path) => {
    if (get(place) === undefined) set(place, []);
    const list = listAt(place, '$addToSet', path);
    for (const value of added(operand, ['$each']).values) if (!list.some((member) => same(member, value))) list.push(value);
  },
  $pull: (place, operand, path) => remove(place, '$pull', path, pulled(operand)),
  $pullAll: (place, operand, path) =>
    remove(place, '$pullAll', path, (member) => (operand as unknown[]).some((each) => same(member, copyOf(each)))),
  $pop: (place, operand, path) => {
    if (get(place) === undefined) return;
    const list = listAt(place, '$pop', path);
    if (operand === -1) list.shift();
    else list.pop();
  },
};

const LEAVES_MISSING_ALONE = new Set(['$unset', '$pull', '$pullAll', '$pop']);

/** Two changes of one path, or of a path and what lies below it, have no order and are refused. */
function checkConflicts(update: Doc): void {
  const words = Object.keys(update);
  if (words.length === 1 && Object.keys(update[words[0]!] as Doc).length === 1 && words[0] !== '$rename') return;
  const paths = Object.entries(update)
    .flatMap(([word, changes]) => [
      ...Object.keys(changes as Doc),
      ...(word === '$rename' ? (Object.values(changes as Doc) as string[]) : []),
    ])
    .sort();
  for (const [i, path] of paths.entries()) {
    const clash = paths.slice(i + 1).find((other) => other === path || other.startsWith(`${path}.`));
    if (clash) throw serverError(40, 'ConflictingUpdateOperators', `Updating the path '${clash}' would create a conflict at '${path}'`);
  }
}

function rename(doc: Doc, changes: Doc, matching: Matching): void {
  for (const [from, to] of Object.entries(changes)) {
    const [source] = placesOf(doc, from, matching, false);
    if (!source || get(source) === undefined) continue;
    const value = get(source);
    unset(source);
    set(placesOf(doc, String(to), matching, true)[0]!, value);
  }
}

/** Applies an update's operators to the document, which is changed in place. */
export function applyOperators(doc: Doc, update: Doc, matching: Matching, inserting: boolean): void {
  checkConflicts(update);
  for (const [word, changes] of Object.entries(update)) {
    if (word === '$rename') {
      rename(doc, changes as Doc, matching);
      continue;
    }
    const operator = Object.hasOwn(OPERATORS, word) ? OPERATORS[word] : undefined;
    if (!operator) throw unsupported(`the update operator "${word}"`);
    if (word === '$setOnInsert' && !inserting) continue;
    for (const [path, operand] of Object.entries(changes as Doc)) {
      for (const place of placesOf(doc, path, matching, !LEAVES_MISSING_ALONE.has(word))) operator(place, operand, path);
    }
  }
}
