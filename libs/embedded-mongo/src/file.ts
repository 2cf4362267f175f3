import { closeSync, existsSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { connect, type Database } from '@causeway/sqlite';
import { connectToWrite } from './connections';
import { DocumentFileRefused, sqliteCode } from './errors';

/** Written into every file's header: this is a document store of Causeway, in this format. */
const APPLICATION = 0x43775944;
const FORMAT = 1;

const refuse = (file: string, why: string): never => {
  throw new DocumentFileRefused(`The document store ${file} cannot be opened: ${why}.`);
};

/** What can be told from the first hundred bytes, before SQLite looks at the file (and might repair or create something). */
function checkHeader(file: string): void {
  if (file === ':memory:' || !existsSync(file)) return;
  const descriptor = openSync(file, 'r');
  try {
    const size = fstatSync(descriptor).size;
    if (size === 0) return;
    const header = Buffer.alloc(100);
    readSync(descriptor, header, 0, 100, 0);
    if (header.toString('latin1', 0, 16) !== 'SQLite format 3\0') refuse(file, 'it is not a database');
    const pageSize = header.readUInt16BE(16) === 1 ? 65536 : header.readUInt16BE(16);
    const pages = header.readUInt32BE(28);
    // While a log stands beside the file, the missing pages may be in there.
    if (size < pages * pageSize && !hasLog(file)) refuse(file, `it is cut short (${size} of ${pages * pageSize} bytes)`);
  } finally {
    closeSync(descriptor);
  }
}

const hasLog = (file: string): boolean => existsSync(`${file}-wal`) && statSync(`${file}-wal`).size > 0;

const pragma = (db: Database, name: string): number =>
  Number(Object.values(db.prepare(`PRAGMA ${name}`).get() as Record<string, unknown>)[0]);

function checkFormat(db: Database, file: string): 'new' | 'known' {
  const application = pragma(db, 'application_id');
  const tables = pragma(db, 'schema_version');
  if (application === 0 && tables === 0) return 'new';
  if (application !== APPLICATION) refuse(file, 'it is not a document store');
  const format = pragma(db, 'user_version');
  if (format > FORMAT) refuse(file, `it has format ${format}, this version reads up to ${FORMAT}`);
  return 'known';
}

/** Pages that the header promises must be there once the log has been read back. */
function checkLength(db: Database, file: string): void {
  if (file === ':memory:') return;
  const bytes = pragma(db, 'page_count') * pragma(db, 'page_size');
  const size = statSync(file).size;
  if (!hasLog(file) && size < bytes) refuse(file, `it is cut short (${size} of ${bytes} bytes)`);
}

const SCHEMA = `
  CREATE TABLE collections (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE);
  CREATE TABLE indexes (
    id INTEGER PRIMARY KEY AUTOINCREMENT, collection INTEGER NOT NULL, name TEXT NOT NULL, definition TEXT NOT NULL,
    UNIQUE (collection, name)
  );
  CREATE TABLE paths (
    collection INTEGER NOT NULL, path TEXT NOT NULL, position INTEGER NOT NULL, mask INTEGER NOT NULL, PRIMARY KEY (collection, path)
  );
  PRAGMA application_id = ${APPLICATION};
  PRAGMA user_version = ${FORMAT};`;

/**
 * One process writes: what it knows about the collections is kept in memory. A lock on a file beside the store says so; the
 * operating system gives it back when the process ends, however it ends.
 */
function lockForWriting(file: string): Database | null {
  if (file === ':memory:') return null;
  const lock = connect(`${file}-writer`);
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    if (sqliteCode(error) === 5) refuse(file, 'it is already open for writing');
    throw error;
  }
}

export interface OpenFile {
  readonly db: Database;
  readonly lock: Database | null;
}

function openWritable(file: string): OpenFile {
  const lock = lockForWriting(file);
  let db: Database | undefined;
  try {
    db = connectToWrite(file);
    if (checkFormat(db, file) === 'new') db.exec(`BEGIN IMMEDIATE; ${SCHEMA} COMMIT;`);
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    checkLength(db, file);
    return { db, lock };
  } catch (error) {
    db?.close();
    lock?.close();
    throw error;
  }
}

function openForReading(file: string): OpenFile {
  if (!existsSync(file)) refuse(file, 'there is no such file');
  const db = connect(file, { readOnly: true });
  try {
    db.exec('PRAGMA busy_timeout = 5000; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY;');
    if (checkFormat(db, file) === 'new') refuse(file, 'it is not a document store');
    return { db, lock: null };
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Opens or makes the file; what is cut short, foreign or newer is refused in one sentence and left as it is. */
export function openFile(file: string, readOnly: boolean): OpenFile {
  checkHeader(file);
  try {
    return readOnly ? openForReading(file) : openWritable(file);
  } catch (error) {
    if ([11, 26].includes(sqliteCode(error) & 0xff)) refuse(file, `it is damaged or not a database (${(error as Error).message})`);
    throw error;
  }
}
