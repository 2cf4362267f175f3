import { statSync } from 'node:fs';
import { CODES, codeOf, connect, type Database, pragma } from '@causeway/sqlite';
import { APPLICATION_ID, FORMAT, initialise } from './format';
import { inspect } from './inspection';
import { StoreFileRefused } from './refusals';

/** Less than SQLite's smallest page is no database and was never one. */
const SMALLEST_FILE = 512;

/**
 * - WAL and `synchronous = FULL`: a commit has been fsynced when it returns.
 * - A checkpoint every 1,000 pages (4 MiB), on the committing connection: measured, it holds the loop for 4 to 6 ms;
 *   at 4,000 pages 15 to 30 ms for the same throughput.
 * - 16 MiB of page cache, for the index by stream.
 */
const TUNING =
  'PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 1000; PRAGMA cache_size = -16384; PRAGMA journal_size_limit = 16777216';

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** Opens the file, makes it a store when it is new or empty, and refuses it with one sentence when it is not whole. */
export const openStoreFile = (file: string, readOnly: boolean): Database => {
  let db: Database | undefined;
  try {
    refuseBySize(file, readOnly);
    db = connect(file, { readOnly });
    db.exec('PRAGMA busy_timeout = 500');
    identify(file, db, readOnly);
    if (!readOnly) prepareForWriting(file, db);
    inspect(file, db);
    return db;
  } catch (error) {
    db?.close();
    throw asRefusal(file, error);
  }
};

const refuseBySize = (file: string, readOnly: boolean): void => {
  const size = sizeOf(file);
  if (size > 0 && size < SMALLEST_FILE) throw new StoreFileRefused(file, 'is not a database');
  // SQLite would take an empty file for a new one, and throw the log beside it away.
  if (size === 0 && sizeOf(`${file}-wal`) > 0) throw new StoreFileRefused(file, 'is empty although its write-ahead log is not');
  if (size === 0 && readOnly) throw new StoreFileRefused(file, 'does not exist or is empty');
};

/** Is it ours, and can we read it? Before anything is changed. */
const identify = (file: string, db: Database, readOnly: boolean): void => {
  const application = pragma(db, 'application_id');
  const format = Number(pragma(db, 'user_version'));
  const [tables] = Object.values(db.prepare('SELECT count(*) FROM sqlite_master').get() ?? {});
  if (application === 0 && format === 0 && tables === 0) {
    if (readOnly) throw new StoreFileRefused(file, 'is empty');
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    initialise(db);
  } else if (application !== APPLICATION_ID) {
    throw new StoreFileRefused(file, 'is the database of another program');
  } else if (format > FORMAT) {
    throw new StoreFileRefused(file, `was written by a newer version (format ${format}, this version reads up to ${FORMAT})`);
  }
};

const prepareForWriting = (file: string, db: Database): void => {
  db.exec(`PRAGMA journal_mode = WAL; ${TUNING}`);
  // With the write-ahead log copied back, the file alone must be as long as it says.
  copyLogBack(db);
  const pages = Number(pragma(db, 'page_count'));
  const bytes = pages * Number(pragma(db, 'page_size'));
  if (sizeOf(`${file}-wal`) === 0 && sizeOf(file) < bytes) throw new StoreFileRefused(file, 'was cut short');
};

/** On a full disk the write-ahead log stays where it is: reading goes on, and writing as soon as there is room. */
const copyLogBack = (db: Database): void => {
  try {
    pragma(db, 'wal_checkpoint(TRUNCATE)');
  } catch (error) {
    if (codeOf(error) !== CODES.full) throw error;
  }
};

const asRefusal = (file: string, error: unknown): unknown => {
  const code = codeOf(error);
  if (code === undefined) return error;
  if (code === CODES.notADatabase) return new StoreFileRefused(file, 'is not a database', { cause: error });
  if (code === CODES.corrupt) return new StoreFileRefused(file, 'is damaged or was cut short', { cause: error });
  return new StoreFileRefused(file, `cannot be opened (${(error as Error).message})`, { cause: error });
};
