import { serverError } from './errors';
import type { Plan } from './plan';
import type { Table } from './table';

/** The limit stands in the text: of a bound one SQLite makes its plan anew in each run, which costs more than most answers. */
const page = (limit: number): string => ` LIMIT ${limit === Number.POSITIVE_INFINITY ? -1 : limit} OFFSET ?`;

const orderedBy = (terms: readonly string[], { orderBy }: Plan): string =>
  terms.length === 0 ? '' : ` ORDER BY ${terms.map((term, i) => `${term}${orderBy[i]!.descending ? ' DESC' : ''}`).join(', ')}`;

/** The table, with the index that the hint names. */
const hinted = (table: Table, hint: unknown): string => {
  if (hint === undefined || hint === null) return table.sql;
  const found = table.indexes.find(({ definition }) => JSON.stringify(definition.key) === JSON.stringify(hint));
  if (!found || found.definition.unique || found.definition.sparse)
    throw serverError(2, 'BadValue', 'hint provided does not correspond to an existing index');
  return `${table.sql} INDEXED BY c${table.id}_i${found.id}`;
};

/**
 * The query's statement, with what is skipped as its last parameter; `rid` only where somebody writes afterwards. Several parts,
 * each in order by an index, are merged by SQLite, which asks that what it orders by be among the columns.
 */
export const selectSql = (table: Table, plan: Plan, columns: 'body' | 'rid, body', limit: number, hint?: unknown): string => {
  const from = hinted(table, hint);
  const ordering = plan.orderBy.map(({ column }) => column);
  const [where, ...others] = plan.wheres;
  if (others.length === 0) return `SELECT ${columns} FROM ${from}${where}${orderedBy(ordering, plan)}${page(limit)}`;
  const parts = plan.wheres.map((each) => `SELECT ${[columns, ...ordering].join(', ')} FROM ${from}${each}`);
  const before = columns.split(',').length;
  const places = ordering.map((_, i) => String(before + 1 + i));
  return `${parts.join(' UNION ALL ')}${orderedBy(places, plan)}${page(limit)}`;
};

export const countSql = (table: Table, { wheres }: Plan, limit: number, hint: unknown): string =>
  `SELECT count(*) AS n FROM (${wheres.map((each) => `SELECT 1 FROM ${hinted(table, hint)}${each}`).join(' UNION ALL ')}${page(limit)})`;
