// A preload: the files of the stores may grow no further while a ballast file is there, as on a disk that is full. For
// machines where no file system can be mounted. CAUSEWAY_TEST_BALLAST names that file; in it stands how many bytes are left.
const { readFileSync } = require('node:fs');
const { rewrite } = require('./patching.cjs');

const LOOK_EVERY_MS = 10;
const UNBOUNDED = 2 ** 30;
const pragma = (db, name) => Number(Object.values(db.prepare(`PRAGMA ${name}`).get())[0]);

/** Bytes that are left; null: there is room. */
const left = () => {
  try {
    return Number(readFileSync(process.env.CAUSEWAY_TEST_BALLAST, 'utf8'));
  } catch {
    return null;
  }
};

const bound = (db, bytes) => {
  const most = bytes === null ? UNBOUNDED : pragma(db, 'page_count') + Math.floor(bytes / pragma(db, 'page_size'));
  db.exec(`PRAGMA max_page_count = ${most}`);
};

const open = new Set();
let before = left();
setInterval(() => {
  const now = left();
  if (now === before) return;
  before = now;
  for (const db of open) db.isOpen ? bound(db, now) : open.delete(db);
}, LOOK_EVERY_MS).unref();

globalThis.asSmallFile = (db, { readOnly }) => {
  if (readOnly) return db;
  open.add(db);
  if (before !== null) bound(db, before);
  return db;
};
rewrite('libs/sqlite/src/index', 'new sqlite.DatabaseSync(file, options)', 'asSmallFile(new sqlite.DatabaseSync(file, options), options)');
