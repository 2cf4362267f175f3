import { connect, type Database } from '@causeway/sqlite';

/** 8 KiB pages: 16 MiB. */
const CHECKPOINT_AT_PAGES = 2000;

/**
 * A connection that writes. Documents may be lost with a power cut, together with the follower's place kept beside them,
 * which then catches up. A checkpoint takes 10 to 20 ms for 16 MiB: seldom enough for a rebuild, short enough for who waits.
 */
export function connectToWrite(file: string): Database {
  const db = connect(file);
  db.exec(`PRAGMA busy_timeout = 5000; PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
    PRAGMA wal_autocheckpoint = ${CHECKPOINT_AT_PAGES}; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -65536;
    PRAGMA temp_store = MEMORY;`);
  return db;
}

/** Beside a connection that writes most: that one makes the checkpoints, unless it does not come to it, and has the larger memory. */
export const stepBack = (db: Database): void =>
  db.exec(`PRAGMA wal_autocheckpoint = ${4 * CHECKPOINT_AT_PAGES}; PRAGMA cache_size = -32768`);
