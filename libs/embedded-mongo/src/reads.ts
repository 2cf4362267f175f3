import type { Param } from '@causeway/sqlite';
import { serverError } from './errors';
import { type Plan, planOf } from './plan';
import { projectionOf } from './projection';
import { watchRows, watchSql } from './slow-scans';
import type { Store } from './store';
import type { Table } from './table';
import { type Doc, docOf } from './values';

export interface ReadOptions {
  readonly sort?: unknown;
  readonly skip?: number | undefined;
  readonly limit?: number | undefined;
  readonly projection?: unknown;
  /** The key of the index to go by. SQLite keeps no statistics, and of two that would serve it may take the longer way. */
  readonly hint?: unknown;
}

interface Row {
  readonly rid: number;
  readonly body: string;
}
export interface Found {
  readonly rid: number;
  readonly body: string;
  readonly doc: Doc;
}

const windowOf = ({ skip, limit }: ReadOptions): { skip: number; limit: number } => ({
  skip: skip ?? 0,
  limit: limit ? Math.abs(limit) : Number.POSITIVE_INFINITY,
});

/** The limit stands in the text: of a bound one SQLite makes its plan anew in each run, which costs more than most answers. */
const page = (limit: number): string => ` LIMIT ${limit === Number.POSITIVE_INFINITY ? -1 : limit} OFFSET ?`;

const orderedBy = (terms: readonly string[], { orderBy }: Plan): string =>
  terms.length === 0 ? '' : ` ORDER BY ${terms.map((term, i) => `${term}${orderBy[i]!.descending ? ' DESC' : ''}`).join(', ')}`;

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
  const all = [columns, ...ordering].join(', ');
  const before = columns === 'body' ? 1 : 2;
  const parts = plan.wheres.map((each) => `SELECT ${all} FROM ${from}${each}`);
  const places = ordering.map((_, i) => String(before + 1 + i));
  return `${parts.join(' UNION ALL ')}${orderedBy(places, plan)}${page(limit)}`;
};

const countSql = (table: Table, { wheres }: Plan, limit: number, hint: unknown): string =>
  `SELECT count(*) AS n FROM (${wheres.map((each) => `SELECT 1 FROM ${hinted(table, hint)}${each}`).join(' UNION ALL ')}${page(limit)})`;

/** Runs a query: all of it at once, or row by row where most of the rows may not be wanted. */
export type Run = (sql: string, params: readonly Param[], whole: boolean) => Iterable<Row>;

/** Through the connection that writes, to the end before anything else happens. */
const atOnce =
  (store: Store): Run =>
  (sql, params, whole) => {
    const statement = store.prepare(sql);
    return (whole ? statement.all(...params) : statement.iterate(...params)) as Iterable<Row>;
  };

/** Through the readers' connection, as fast as somebody takes the documents. */
export const streaming =
  (store: Store): Run =>
  (sql, params) =>
    store.stream(sql, params) as Generator<Row>;

/** Documents in the asked order. SQL skips and limits where it can; the rest is done here, reading no further than needed. */
export function* matching(store: Store, table: Table, filter: Doc, options: ReadOptions, run: Run): Generator<Found> {
  const plan = planOf(table, filter, options.sort);
  if (plan.none) return;
  const { skip, limit } = windowOf(options);
  const inSql = !plan.test && !plan.order;
  const sql = selectSql(table, plan, 'rid, body', inSql ? limit : Number.POSITIVE_INFINITY, options.hint);
  const params = [...plan.params, inSql ? skip : 0];
  const watched = { operation: 'find', filter, sort: options.sort, table };
  if (inSql) {
    const done = watchSql(store, watched, sql, params);
    for (const row of run(sql, params, true)) yield { ...row, doc: docOf(row.body) };
    done();
  } else if (plan.order) {
    const done = watchRows(store, watched);
    const all = [...filtered(run(sql, params, false), plan, done.count)].sort((a, b) => plan.order!(a.doc, b.doc));
    yield* all.slice(skip, skip + limit);
    done.end(Math.min(limit, all.length));
  } else {
    const done = watchRows(store, watched);
    let seen = 0;
    for (const found of filtered(run(sql, params, false), plan, done.count)) {
      if (seen++ < skip) continue;
      yield found;
      if (seen === skip + limit) break;
    }
    done.end(seen);
  }
}

function* filtered(rows: Iterable<Row>, plan: Plan, count: () => void): Generator<Found> {
  for (const row of rows) {
    count();
    const doc = docOf(row.body);
    if (!plan.test || plan.test(doc)) yield { rid: row.rid, body: row.body, doc };
  }
}

/** All at once, through the connection that writes. */
export function findAll(store: Store, table: Table, filter: Doc, options: ReadOptions): Doc[] {
  const project = projectionOf(options.projection);
  const plan = planOf(table, filter, options.sort);
  if (plan.none) return [];
  if (plan.test || plan.order) {
    const found = [...matching(store, table, filter, options, atOnce(store))];
    return found.map(({ doc }) => (project ? project(doc) : doc));
  }
  const { skip, limit } = windowOf(options);
  const sql = selectSql(table, plan, 'body', limit, options.hint);
  const params = [...plan.params, skip];
  const done = watchSql(store, { operation: 'find', filter, sort: options.sort, table }, sql, params);
  const rows = store.prepare(sql, true).all(...params) as unknown as [body: string][];
  done();
  return rows.map(([body]) => (project ? project(docOf(body)) : docOf(body)));
}

/** The documents to write to, read before the first of them is written. */
export function findRows(store: Store, table: Table, filter: Doc, options: ReadOptions = {}): Found[] {
  return [...matching(store, table, filter, options, atOnce(store))];
}

export function count(store: Store, table: Table, filter: Doc, options: ReadOptions): number {
  const plan = planOf(table, filter, undefined, true);
  if (plan.none) return 0;
  const { skip, limit } = windowOf(options);
  const watched = { operation: 'count', filter, sort: undefined, table };
  if (!plan.test) {
    const sql = countSql(table, plan, limit, options.hint);
    const params = [...plan.params, skip];
    const done = watchSql(store, watched, sql, params);
    const { n } = store.prepare(sql).get(...params) as { n: number };
    done();
    return n;
  }
  const done = watchRows(store, watched);
  let n = 0;
  const sql = selectSql(table, plan, 'body', Number.POSITIVE_INFINITY, options.hint);
  for (const _ of filtered(atOnce(store)(sql, [...plan.params, 0], false), plan, done.count)) if (++n === skip + limit) break;
  // None of them is given back: all were read to be counted only.
  done.end(0);
  return Math.max(0, n - skip);
}
