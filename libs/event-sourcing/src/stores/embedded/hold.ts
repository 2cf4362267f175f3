import { closeSync, mkdirSync, openSync, readSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CODES, codeOf, connect, type Database } from '@causeway/sqlite';
import { StoreHeld } from './refusals';

export type Held = Readonly<{
  folder: string;
  /** Lets the folder go. Asking twice does nothing. */
  release(): void;
}>;

const LOCK_FILE = 'platform.lock';
/** Where SQLite's header keeps `user_version`, which is where we write our process id: 4 bytes, big-endian. */
const PID_AT = 60;

/**
 * What this process holds. Needed besides the lock itself: POSIX drops a process's locks on a file when that process
 * closes any descriptor of it, so nobody in this process may so much as look into a lock file that it holds. And a
 * connection that nobody refers to is collected, its lock with it: here it is referred to, whatever the caller does.
 */
const heldHere = new Map<string, Database>();

/**
 * Holds a data folder for this process, or throws `StoreHeld` with the holder's process id. The lock is the operating
 * system's, taken through a small SQLite database: it dies with the process, `kill -9` included, so it is never stale
 * and no process id has to be trusted.
 */
export const holdDataFolder = (dir: string): Held => {
  // What the platform makes is closed to others.
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const folder = realpathSync(dir);
  if (heldHere.has(folder)) throw new StoreHeld(folder, process.pid);
  const db = lock(folder);
  heldHere.set(folder, db);
  return {
    folder,
    release: () => {
      if (heldHere.get(folder) !== db) return;
      heldHere.delete(folder);
      db.close();
    },
  };
};

const lock = (folder: string): Database => {
  const file = join(folder, LOCK_FILE);
  try {
    return take(file);
  } catch (error) {
    if (codeOf(error) === CODES.busy) throw new StoreHeld(folder, holderOf(file));
    if (codeOf(error) !== CODES.notADatabase && codeOf(error) !== CODES.corrupt) throw error;
    // SQLite looks into a file only under a lock of its own: rubbish that could be read is held by nobody.
    rmSync(file, { force: true });
    return take(file);
  }
};

const take = (file: string): Database => {
  const db = connect(file);
  try {
    // Nothing in this file has to survive: no journal that a crash would leave behind, no waiting for the disk.
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF');
    db.exec(`BEGIN EXCLUSIVE; PRAGMA user_version = ${process.pid}; COMMIT`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** The id that the holder wrote. For a moment after taking the lock it is still its predecessor's, so a dead one is asked for again. */
const holderOf = (file: string): number | undefined => {
  for (let attempt = 0; attempt < 10; attempt++) {
    const pid = readPid(file);
    if (pid && alive(pid)) return pid;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  }
  return undefined;
};

const readPid = (file: string): number => {
  const bytes = Buffer.alloc(4);
  const descriptor = openSync(file, 'r');
  try {
    return readSync(descriptor, bytes, 0, 4, PID_AT) === 4 ? bytes.readUInt32BE() : 0;
  } finally {
    closeSync(descriptor);
  }
};
