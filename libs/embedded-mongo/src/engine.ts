import { types } from 'node:util';
import type * as Mingo from 'mingo';
import { compareValues, rank, valuesAt } from './compare';
import { isOperators, isPlainObject } from './filter';
import { type Doc, revive, toJson } from './values';

const COMPARED = { $gt: '$_gt', $gte: '$_gte', $lt: '$_lt', $lte: '$_lte' } as const;
const holds = { $_gt: (c: number) => c > 0, $_gte: (c: number) => c >= 0, $_lt: (c: number) => c < 0, $_lte: (c: number) => c <= 0 };

/** mingo orders texts by their code units and knows no long integers: comparisons are ours, under names of their own. */
const comparisons = Object.fromEntries(
  Object.entries(holds).map(([operator, hold]) => [
    operator,
    (path: string, operand: unknown) => {
      const segments = path.split('.');
      const type = rank(operand);
      return (doc: unknown) => valuesAt(doc, segments, 0).some((value) => rank(value) === type && hold(compareValues(value, operand)));
    },
  ]),
);

type Engine = Readonly<{ library: typeof Mingo; options: { scriptEnabled: boolean; context: Mingo.Context } }>;
let loaded: Engine | null = null;

/** The query engine and how it is asked, loaded by the first question that SQL alone cannot answer: a start needs none. */
export const engine = (): Engine => {
  if (loaded === null) {
    const library = require('mingo') as typeof Mingo;
    loaded = { library, options: { scriptEnabled: false, context: library.Context.init({ query: comparisons as never }) } };
  }
  return loaded;
};

const NEVER = { $in: [] };

const isScalar = (value: unknown): boolean => value !== undefined && !Array.isArray(value) && !isPlainObject(value);

/** MongoDB's rules for null in comparisons, which mingo does not have: `$lte` and `$gte` mean null or missing, `$lt` and `$gt` nothing. */
function withNulls(operators: Doc): Doc {
  const out: Doc = {};
  for (const [operator, value] of Object.entries(operators)) {
    if (value === null && (operator === '$gte' || operator === '$lte')) out['$eq'] = null;
    else if (value === null && (operator === '$gt' || operator === '$lt')) Object.assign(out, NEVER);
    else if (operator in COMPARED && isScalar(value)) out[COMPARED[operator as keyof typeof COMPARED]] = prepared(value);
    else out[operator] = prepared(value);
  }
  return out;
}

function prepared(value: unknown): unknown {
  if (value === undefined) return null;
  if (Array.isArray(value)) return value.map(prepared);
  if (isOperators(value)) return withNulls(value);
  if (isPlainObject(value)) return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, prepared(each)]));
  if (value === null || typeof value !== 'object' || types.isRegExp(value)) return value;
  // Ids, dates and bytes in the very types that documents are read back with, so that they are found equal.
  const json = toJson(value);
  return typeof json === 'string' || typeof json !== 'object' ? revive(json) : prepared(json);
}

export type Test = (doc: Doc) => boolean;

/** Checks one document against the whole filter. */
export function testOf(filter: Doc): Test {
  return plainTest(filter) ?? queryTest(filter);
}

const queryTest = (filter: Doc): Test => {
  const { library, options } = engine();
  const query = new library.Query(prepared(filter) as never, options);
  return (doc) => query.test(doc);
};

/** A field that is to be a certain text, or a number below another: undefined where only the engine can say. */
type Plain = (value: unknown) => boolean | undefined;

const plainOf = (wanted: unknown): Plain | null => {
  if (typeof wanted === 'string') return (value) => (Array.isArray(value) ? undefined : value === wanted);
  if (!isPlainObject(wanted) || Object.keys(wanted).length !== 1) return null;
  const { $lt: below } = wanted as Doc;
  return typeof below === 'number' ? (value) => (typeof value === 'number' ? value < below : undefined) : null;
};

/** Filters such as places are kept by, compared as they are: to compile a query costs ten times the comparison. */
const plainTest = (filter: Doc): Test | null => {
  const wanted: [name: string, holds: Plain][] = [];
  for (const [name, value] of Object.entries(filter)) {
    const plain = /^\w+$/.test(name) ? plainOf(value) : null;
    if (plain === null) return null;
    wanted.push([name, plain]);
  }
  return (doc) => {
    const held = wanted.map(([name, holds]) => holds(doc[name]));
    return held.includes(undefined) ? queryTest(filter)(doc) : !held.includes(false);
  };
};

export const preparedFilter = (filter: Doc): Doc => prepared(filter) as Doc;
