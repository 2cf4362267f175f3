import { types } from 'node:util';
import { serverError, unsupported } from './errors';
import { isReadable } from './paths';
import type { Doc } from './values';

/** A filter, taken apart as far as SQL could serve it. `other` is what only the query engine can check. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'compare'; readonly path: string; readonly operator: Comparison; readonly value: unknown }
  | { readonly kind: 'other' };
export type Comparison = '$eq' | '$ne' | '$gt' | '$gte' | '$lt' | '$lte' | '$in' | '$nin';

const COMPARISONS = new Set<string>(['$eq', '$ne', '$gt', '$gte', '$lt', '$lte', '$in', '$nin']);
const FIELD_OPERATORS = new Set([...COMPARISONS, '$exists', '$not', '$regex', '$options', '$elemMatch', '$all', '$size', '$mod']);
const TOP_OPERATORS = new Set(['$and', '$or', '$nor', '$expr', '$comment']);
const OTHER: Condition = { kind: 'other' };

export const isPlainObject = (value: unknown): value is Doc => {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

/** `{$gt: 1}` and its like: MongoDB decides by the first key. */
export const isOperators = (value: unknown): value is Doc => isPlainObject(value) && Object.keys(value)[0]?.startsWith('$') === true;

const badValue = (message: string): Error => serverError(2, 'BadValue', message);

function listOf(operator: string, value: unknown, needed: number): unknown[] {
  if (!Array.isArray(value) || value.length < needed) throw badValue(`${operator} must be ${needed ? 'a nonempty' : 'an'} array`);
  return value;
}

function fieldConditions(path: string, given: unknown): Condition[] {
  if (types.isRegExp(given)) return [OTHER];
  if (!isOperators(given)) return [compare(path, '$eq', given)];
  return Object.entries(given).map(([operator, value]) => {
    if (!FIELD_OPERATORS.has(operator)) throw unsupported(`the query operator "${operator}" (on "${path}")`);
    if (operator === '$in' || operator === '$nin' || operator === '$all') listOf(operator, value, 0);
    if (operator === '$not') checkNot(path, value);
    if (operator === '$elemMatch') checkElements(value);
    return COMPARISONS.has(operator) ? compare(path, operator as Comparison, value) : OTHER;
  });
}

function checkNot(path: string, value: unknown): void {
  if (types.isRegExp(value)) return;
  if (!isOperators(value)) throw badValue('$not needs a regex or a document');
  fieldConditions(path, value);
}

function checkElements(value: unknown): void {
  if (!isPlainObject(value)) throw badValue('$elemMatch needs an Object');
  const first = Object.keys(value)[0];
  if (first?.startsWith('$') && !TOP_OPERATORS.has(first)) fieldConditions('', value);
  else conditionOf(value);
}

const compare = (path: string, operator: Comparison, value: unknown): Condition =>
  isReadable(path) ? { kind: 'compare', path, operator, value } : OTHER;

const all = (parts: readonly Condition[]): Condition => (parts.length === 1 ? parts[0]! : { kind: 'and', parts });

/** Takes the filter apart, and refuses by name what this driver does not know. */
export function conditionOf(filter: Doc): Condition {
  if (!isPlainObject(filter)) throw badValue('the filter must be a document');
  const parts: Condition[] = [];
  for (const [key, value] of Object.entries(filter)) {
    if (!key.startsWith('$')) {
      parts.push(...fieldConditions(key, value));
      continue;
    }
    if (!TOP_OPERATORS.has(key)) throw unsupported(`the query operator "${key}"`);
    if (key === '$comment') continue;
    if (key === '$expr') {
      checkExpression(value);
      parts.push(OTHER);
      continue;
    }
    const branches = listOf(key, value, 1).map((each) => conditionOf(each as Doc));
    parts.push(key === '$and' ? all(branches) : key === '$or' ? { kind: 'or', parts: branches } : OTHER);
  }
  return all(parts);
}

const SCRIPTS = new Set(['$function', '$accumulator', '$where', '$rand', '$sampleRate', '$meta']);

/** Refuses scripts and chance wherever they stand in an expression or a pipeline. */
export function checkExpression(value: unknown): void {
  if (Array.isArray(value)) value.forEach(checkExpression);
  if (!isPlainObject(value)) return;
  for (const [key, each] of Object.entries(value)) {
    if (SCRIPTS.has(key)) throw unsupported(`the operator "${key}"`);
    checkExpression(each);
  }
}
