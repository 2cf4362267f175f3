import type { Param } from '@causeway/sqlite';
import { byOrder, type Sort } from './compare';
import { type Test, testOf } from './engine';
import { unsupported } from './errors';
import { conditionOf } from './filter';
import { soundPath, type Table } from './table';
import { translate } from './translate';
import type { Doc } from './values';

/** How a query is answered: what SQL does, and what is left to do with the documents it gives. */
export interface Plan {
  readonly where: string;
  readonly params: readonly Param[];
  readonly orderBy: string;
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

export function planOf(table: Table, filter: Doc, given?: unknown): Plan {
  const sql = translate(conditionOf(filter), (path) => soundPath(table, path));
  const sort = sortOf(given);
  const columns = sort.map(([path]) => soundPath(table, path));
  const bySql = !columns.includes(undefined);
  return {
    where: sql.text === '1' ? '' : ` WHERE ${sql.text}`,
    params: sql.params,
    orderBy:
      sort.length && bySql
        ? ` ORDER BY ${sort.map(([, direction], i) => `${columns[i]!.expression}${direction === -1 ? ' DESC' : ''}`).join(', ')}`
        : '',
    test: sql.exact ? undefined : testOf(filter),
    order: sort.length && !bySql ? byOrder(sort) : undefined,
  };
}
