import type { Param } from '@causeway/sqlite';
import { byOrder, type Sort } from './compare';
import { type Test, testOf } from './engine';
import { unsupported } from './errors';
import { conditionOf } from './filter';
import { soundPath, type Table } from './table';
import { alternativesOf, translate } from './translate';
import type { Doc } from './values';

/** How a query is answered: what SQL does, and what is left to do with the documents it gives. */
export interface Plan {
  /** Mostly one. Of several none finds what one before it finds, so that all of them together give each document once. */
  readonly wheres: readonly string[];
  readonly params: readonly Param[];
  /** What SQL orders by. */
  readonly orderBy: readonly Readonly<{ column: string; descending: boolean }>[];
  /** No document can be found, whatever there is. */
  readonly none: boolean;
  /** Checks what SQL could not; absent when SQL checks all. */
  readonly test: Test | undefined;
  /** Orders what SQL could not; absent when SQL orders. */
  readonly order: ((a: Doc, b: Doc) => number) | undefined;
}

export function sortOf(given: unknown): Sort {
  if (given === undefined || given === null) return [];
  const entries =
    given instanceof Map
      ? [...given]
      : Array.isArray(given)
        ? given.map((each) => (Array.isArray(each) ? each : [each, 1]))
        : typeof given === 'string'
          ? [[given, 1]]
          : Object.entries(given as Doc);
  return (entries as [string, unknown][]).map(([path, direction]) => {
    if (direction === 1 || direction === 'asc' || direction === 'ascending') return [path, 1];
    if (direction === -1 || direction === 'desc' || direction === 'descending') return [path, -1];
    throw unsupported(`sorting "${path}" by ${JSON.stringify(direction)}`);
  });
}

const whereOf = (text: string): string => (text === '1' ? '' : ` WHERE ${text}`);

/** `anyOrder`: the documents are only counted. */
export function planOf(table: Table, filter: Doc, given?: unknown, anyOrder = false): Plan {
  const condition = conditionOf(filter);
  const paths = (path: string) => soundPath(table, path);
  const sql = translate(condition, paths);
  const sort = sortOf(given);
  const columns = sort.map(([path]) => paths(path));
  const bySql = !columns.includes(undefined);
  const alternatives = sql.exact && (anyOrder || (sort.length > 0 && bySql)) ? alternativesOf(condition, paths) : undefined;
  const sqls = alternatives ?? [sql];
  return {
    wheres: sqls.map(({ text }) => whereOf(text)),
    params: sqls.flatMap(({ params }) => params),
    orderBy: bySql ? sort.map(([, direction], i) => ({ column: columns[i]!.expression, descending: direction === -1 })) : [],
    none: sql.exact && sql.text === '0',
    test: sql.exact ? undefined : testOf(filter),
    order: sort.length && !bySql ? byOrder(sort) : undefined,
  };
}
