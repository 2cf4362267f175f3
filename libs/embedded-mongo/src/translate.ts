import { type Bound, bind, type Paths, type Sql } from './bound';
import { NUMBER, STRING } from './classes';
import { type Comparison, type Condition, isOperators } from './filter';
import { seekOf, withoutRepeated } from './keyset';
import { DATE, idKey, OBJECT_ID } from './values';

const EVERYTHING: Sql = { text: '1', params: [], exact: true };
const NOTHING: Sql = { text: '0', params: [], exact: true };
const UNKNOWN: Sql = { text: '1', params: [], exact: false };

const withParam = (text: string, bound: Bound): Sql => ({ text, params: bound.kind === 0 ? [] : [bound.param], exact: true });

/** Comparisons stay within a type: the end of the type that the comparison itself leaves open. */
function bracket(expression: string, bound: Bound, upwards: boolean): string {
  if (bound.kind === NUMBER) return upwards ? ` AND ${expression} < ''` : '';
  if (bound.kind === STRING) return upwards ? '' : ` AND ${expression} >= ''`;
  const isId = String(bound.param).startsWith(OBJECT_ID);
  if (upwards) return isId ? ` AND ${expression} < '${DATE}'` : '';
  return ` AND ${expression} >= '${isId ? OBJECT_ID : DATE}'`;
}

const SIGN = { $gt: '>', $gte: '>=', $lt: '<', $lte: '<=' } as const;

function range(expression: string, operator: keyof typeof SIGN, bound: Bound): Sql {
  if (bound.kind === 0) return operator === '$gte' || operator === '$lte' ? { ...NOTHING, text: `${expression} IS NULL` } : NOTHING;
  const upwards = operator === '$gt' || operator === '$gte';
  return withParam(`${expression} ${SIGN[operator]} ${bound.sql}${bracket(expression, bound, upwards)}`, bound);
}

const negated = (sql: Sql): Sql => (sql.exact ? { ...sql, text: `(${sql.text}) IS NOT TRUE` } : UNKNOWN);

function oneOf(expression: string, mask: number, values: readonly unknown[]): Sql {
  const bounds = values.map(bind);
  if (values.some(isOperators) || bounds.includes(undefined)) return UNKNOWN;
  const known = (bounds as Bound[]).filter(({ kind }) => kind === 0 || (mask & kind) !== 0);
  const scalars = known.filter(({ kind }) => kind !== 0);
  const parts: Sql[] = known.length > scalars.length ? [{ ...NOTHING, text: `${expression} IS NULL` }] : [];
  if (scalars.length === 1) parts.push(withParam(`${expression} = ${scalars[0]!.sql}`, scalars[0]!));
  else if (scalars.length > 1) {
    // One statement for any number of values.
    const list = `[${scalars.map(({ sql, param }) => (sql === '?' ? JSON.stringify(param) : param)).join(',')}]`;
    parts.push({ text: `${expression} IN (SELECT value FROM json_each(?))`, params: [list], exact: true });
  }
  return parts.length === 0 ? NOTHING : joined(parts, 'OR');
}

/** Ids are told apart by their keys, whatever kinds of values there are. */
function byId(operator: '$eq' | '$in', value: unknown): Sql {
  const given = operator === '$in' ? (value as unknown[]) : [value];
  const keys: (string | number)[] = [];
  for (const each of given) {
    if (isOperators(each) || each instanceof RegExp) return UNKNOWN;
    try {
      keys.push(idKey(each));
    } catch {
      // No document has such an id.
    }
  }
  if (keys.length === 0) return NOTHING;
  if (keys.length === 1) return { text: 'id = ?', params: [keys[0]!], exact: true };
  return { text: 'id IN (SELECT value FROM json_each(?))', params: [JSON.stringify(keys)], exact: true };
}

function comparison(path: string, operator: Comparison, value: unknown, paths: Paths): Sql {
  // One of none, whatever is known about the path.
  if (operator === '$in' && (value as unknown[]).length === 0) return NOTHING;
  if (operator === '$nin' && (value as unknown[]).length === 0) return EVERYTHING;
  if (path === '_id' && (operator === '$eq' || operator === '$in')) return byId(operator, value);
  const tracked = paths(path);
  if (!tracked) return UNKNOWN;
  const { expression, mask } = tracked;
  if (operator === '$in') return oneOf(expression, mask, value as unknown[]);
  if (operator === '$nin') return negated(oneOf(expression, mask, value as unknown[]));
  const bound = bind(value);
  if (!bound) return UNKNOWN;
  if (operator === '$eq' || operator === '$ne') {
    const equal =
      bound.kind === 0
        ? { ...EVERYTHING, text: `${expression} IS NULL` }
        : (mask & bound.kind) === 0
          ? NOTHING
          : withParam(`${expression} = ${bound.sql}`, bound);
    return operator === '$eq' ? equal : negated(equal);
  }
  if (bound.kind === 8) return UNKNOWN;
  return bound.kind !== 0 && (mask & bound.kind) === 0 ? NOTHING : range(expression, operator, bound);
}

export function joined(parts: readonly Sql[], word: 'AND' | 'OR'): Sql {
  const exact = parts.every((part) => part.exact);
  const params = parts.flatMap((part) => part.params);
  if (parts.length === 1) return parts[0]!;
  return { text: parts.map((part) => `(${part.text})`).join(` ${word} `), params, exact };
}

function either(parts: readonly Condition[], paths: Paths): Sql {
  const branches = parts.map((part) => translate(part, paths));
  if (branches.some((branch) => branch.text === '1'))
    return branches.some((branch) => branch.exact && branch.text === '1') ? EVERYTHING : UNKNOWN;
  const kept = branches.filter((branch) => branch !== NOTHING);
  if (kept.length === 0) return branches.every((branch) => branch.exact) ? NOTHING : UNKNOWN;
  const plain = joined(kept, 'OR');
  const seek = seekOf(parts, paths);
  if (!seek) return plain;
  // The seek finds the place in the index; what it lets through at the edges is checked, and the OR hidden from SQLite's planner,
  // which would otherwise read both branches whole and sort them.
  return { text: `${seek.text} AND iif(${plain.text}, 1, 0)`, params: [...seek.params, ...plain.params], exact: plain.exact };
}

const partsOf = (condition: Condition): readonly Condition[] => (condition.kind === 'and' ? condition.parts.flatMap(partsOf) : [condition]);

/**
 * A filter with one choice in it (`{a: 1, $or: [{b: 2}, {c: 3}]}`) as one filter for each of its branches, none of which finds
 * what one before it finds: each can be read from an index of its own, in order. Undefined where there is no such choice, or
 * where SQL cannot check it all.
 */
export function alternativesOf(condition: Condition, paths: Paths): Sql[] | undefined {
  const parts = withoutRepeated(partsOf(condition), paths);
  const choices = parts.filter((part) => part.kind === 'or' && seekOf(part.parts, paths) === undefined);
  const [choice] = choices;
  if (choices.length !== 1 || choice?.kind !== 'or') return undefined;
  const branches = choice.parts.map((part) => translate(part, paths)).filter((branch) => branch !== NOTHING);
  const others = parts.filter((part) => part !== choice).map((part) => translate(part, paths));
  if (branches.length < 2 || ![...branches, ...others].every(({ exact, text }) => exact && text !== '0')) return undefined;
  if (branches.some(({ text }) => text === '1')) return undefined;
  const rest = others.filter(({ text }) => text !== '1');
  return branches.map((branch, at) => joined([...rest, branch, ...branches.slice(0, at).map(negated)], 'AND'));
}

/** The filter as SQL over the collection's table, as far as its paths allow. */
export function translate(condition: Condition, paths: Paths): Sql {
  switch (condition.kind) {
    case 'other':
      return UNKNOWN;
    case 'compare':
      return comparison(condition.path, condition.operator, condition.value, paths);
    case 'or':
      return either(condition.parts, paths);
    case 'and': {
      const parts = withoutRepeated(condition.parts, paths).map((part) => translate(part, paths));
      if (parts.includes(NOTHING)) return NOTHING;
      const limiting = parts.filter((part) => part.text !== '1');
      const exact = parts.every((part) => part.exact);
      return limiting.length === 0 ? { ...EVERYTHING, exact } : { ...joined(limiting, 'AND'), exact };
    }
  }
}
