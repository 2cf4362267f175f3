import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';

export type Database = DatabaseSyncInstance;
export type Statement = StatementSyncInstance;
/** What may be bound to a `?`. */
export type Param = string | number | null;

type SqliteModule = {
  DatabaseSync: new (file: string, options?: { readOnly?: boolean }) => Database;
  StatementSync?: { prototype: object };
};

/** Node's own module where the event store uses it too, else the package with the same API: never two SQLites in one process. */
function sqliteModule(): SqliteModule {
  const builtIn = process.getBuiltinModule?.('node:sqlite') as SqliteModule | undefined;
  const asTheEventStore = builtIn?.StatementSync && 'setReturnArrays' in builtIn.StatementSync.prototype;
  return asTheEventStore ? builtIn : (require('@photostructure/sqlite') as SqliteModule);
}

export function openDatabase(file: string, options: { readOnly?: boolean } = {}): Database {
  const { DatabaseSync } = sqliteModule();
  return new DatabaseSync(file, options);
}

/** A name or path as it may stand inside single quotes. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
