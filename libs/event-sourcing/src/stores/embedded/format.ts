import type { Database } from '@causeway/sqlite';

/** `CWev`: how SQLite's header says that the file is ours. */
export const APPLICATION_ID = 0x43576576;
/** Raised when an older program could no longer read the file rightly. */
export const FORMAT = 1;

/**
 * A fact is one row: where it stands, and one JSON text (see `fact-text.ts`) with its checksum. Streams and categories
 * are numbers there, so that a row is short and unwanted facts are passed over without being parsed. A stream's head
 * is the last entry of `events_by_stream`; keeping it anywhere else would cost every append one more page.
 * Positions are given by the writer inside the commit: 1, 2, 3, … without gaps.
 */
const TABLES = `
  CREATE TABLE categories (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE streams (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, category INTEGER NOT NULL) STRICT;
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    category INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    fact TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX events_by_stream ON events (stream, revision);
`;

/** Makes an empty database a store, wholly or not at all. */
export const initialise = (db: Database): void =>
  db.exec(`BEGIN IMMEDIATE; ${TABLES} PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${FORMAT}; COMMIT`);
