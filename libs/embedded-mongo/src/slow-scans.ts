import type { Param } from '@causeway/sqlite';
import type { Store } from './store';
import type { Table } from './table';

interface Watched {
  readonly operation: string;
  readonly filter: unknown;
  readonly sort: unknown;
  readonly table: Table;
}

const DEFAULT_LIMIT = 5000;
// Faster than this, a scan inside SQLite is not worth a word.
const WORTH_A_WORD = 20;

function report(store: Store, { table, ...query }: Watched, scanned: number, since: number): void {
  store.options.onSlowScan?.({ ...query, collection: table.name, scanned, milliseconds: Math.round(performance.now() - since) });
}

/** For queries that SQLite answers alone: whether it had to read or sort the whole table is in its plan. Along an index it stops when it has enough. */
export function watchSql(store: Store, watched: Watched, sql: string, params: readonly Param[]): () => void {
  if (!store.options.onSlowScan) return () => undefined;
  const since = performance.now();
  return () => {
    if (store.options.slowScanAt === undefined && performance.now() - since < WORTH_A_WORD) return;
    const steps = store.db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...params) as { detail: string }[];
    if (!steps.some(({ detail }) => /^SCAN c\d+(?! USING)|TEMP B-TREE/.test(detail))) return;
    const { n } = store.prepare(`SELECT count(*) AS n FROM ${watched.table.sql}`).get() as { n: number };
    if (n > (store.options.slowScanAt ?? DEFAULT_LIMIT)) report(store, watched, n, since);
  };
}

/** For queries whose documents are checked or sorted here. */
export function watchRows(store: Store, watched: Watched): { count(): void; end(returned: number): void } {
  const since = performance.now();
  let scanned = 0;
  return {
    count: () => {
      scanned++;
    },
    end: (returned) => {
      if (scanned - returned > (store.options.slowScanAt ?? DEFAULT_LIMIT)) report(store, watched, scanned, since);
    },
  };
}
