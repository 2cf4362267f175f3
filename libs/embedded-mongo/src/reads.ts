import type { Param } from '@causeway/sqlite';
import { type Plan, planOf } from './plan';
import { projectionOf } from './projection';
import { countSql, selectSql } from './select';
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
