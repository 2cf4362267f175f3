import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';

type Sqlite = { DatabaseSync: new (file: string) => DatabaseSyncInstance; StatementSync?: { prototype: object } };

export type Database = DatabaseSyncInstance;
export type Statement = StatementSyncInstance;

/** Node's own SQLite where the stores use it too, else the package that carries the same code: never two in one process. */
const choose = (): Sqlite => {
  const builtIn = process.getBuiltinModule?.('node:sqlite') as Sqlite | undefined;
  return builtIn?.StatementSync && 'setReturnArrays' in builtIn.StatementSync.prototype ? builtIn : require('@photostructure/sqlite');
};

export const openSqlite = (file: string): Database => new (choose().DatabaseSync)(file);
