import type { DatabaseSyncInstance, DatabaseSyncOptions, StatementSyncInstance } from '@photostructure/sqlite';

export { ManyRows } from './many-rows';

type Sqlite = {
  DatabaseSync: new (file: string, options?: DatabaseSyncOptions) => DatabaseSyncInstance;
  StatementSync?: { prototype: object };
};

/** What may be bound to a `?`. */
export type Param = string | number | null;
/** A connection, and a prepared statement of one. Who keeps a statement keeps its connection too: a connection without references is collected, and its statements die with it. */
export type Database = DatabaseSyncInstance;
export type Statement = StatementSyncInstance;

/**
 * Node's own SQLite where it is built in and can give rows as arrays (which halves the cost of reading), otherwise the
 * package that carries the same code for older versions of Node.
 */
const choose = (): Sqlite => {
  const builtIn = quietly(() => process.getBuiltinModule?.('node:sqlite') as Sqlite | undefined);
  return builtIn?.StatementSync && 'setReturnArrays' in builtIn.StatementSync.prototype ? builtIn : require('@photostructure/sqlite');
};

/** Node warns of its own SQLite as experimental, once a thread; whoever starts a platform can do nothing about that. */
function quietly<T>(work: () => T): T {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return work();
  } finally {
    process.emitWarning = emitWarning;
  }
}

const sqlite = choose();

export const connect = (file: string, options: DatabaseSyncOptions = {}): Database => new sqlite.DatabaseSync(file, options);

/** A statement whose rows are arrays of columns. */
export const prepareRows = (db: Database, sql: string): Statement => {
  const statement = db.prepare(sql);
  statement.setReturnArrays(true);
  return statement;
};

/**
 * A bound `LIMIT ?` SQLite looks at while it plans, and so plans again in each run (12 of 21 µs of reading one fact): a sum
 * it does not look at.
 */
export const LIMIT = 'LIMIT ? + 0';

export const pragma = (db: Database, name: string): unknown => Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];

/** SQLite's primary result codes that mean something to us: https://www.sqlite.org/rescode.html */
export const CODES = { busy: 5, corrupt: 11, full: 13, notADatabase: 26 } as const;

/** The primary result code of an error that SQLite raised; undefined for any other error. */
export const codeOf = (error: unknown): number | undefined => {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  return typeof code === 'number' ? code & 0xff : undefined;
};
