import { type Database, pragma, prepareRows } from '@causeway/sqlite';
import { checksumOf, checksumOfName } from './fact-text';
import { StoreFileRefused } from './refusals';

type Row = [position: number, revision: number, checksum: number, text: string, name: string | null, head: number | null];

/** The newest facts are looked at one by one, and as many more are picked from all over the log. */
const NEWEST = 500;
const SAMPLES = 100;
/** SQLite's own check reads the whole file, about 1 GB/s from memory: only while that is nothing. */
const QUICK_CHECK_BYTES = 16 * 1024 * 1024;

/**
 * A look at the file that costs the same however long the log is. What it cannot see (a flipped bit in the middle) is
 * seen by the checksum when the fact is read.
 */
export const inspect = (file: string, db: Database): void => {
  const bytes = Number(pragma(db, 'page_count')) * Number(pragma(db, 'page_size'));
  if (bytes <= QUICK_CHECK_BYTES && pragma(db, 'quick_check(1)') !== 'ok') throw new StoreFileRefused(file, 'is damaged');
  const [head] = prepareRows(db, 'SELECT max(position) FROM events').get() as unknown as [number | null];
  if (!head) return;
  const look = prepareRows(
    db,
    `SELECT position, e.revision, checksum, fact, name, (SELECT max(revision) FROM events h WHERE h.stream = e.stream)
       FROM events e LEFT JOIN streams s ON s.id = e.stream WHERE position = ?`,
  );
  const seen = (position: number) => {
    const row = look.get(position) as unknown as Row | undefined;
    if (!row || !isSound(row))
      throw new StoreFileRefused(file, `is damaged: position ${position} of ${head} is missing or not what was written`);
  };
  for (let position = head; position > Math.max(0, head - NEWEST); position--) seen(position);
  for (let sample = 0; sample < SAMPLES; sample++) seen(1 + Math.floor((sample * (head - 1)) / SAMPLES));
};

const isSound = ([, revision, checksum, text, name, head]: Row): boolean =>
  name !== null && head !== null && head >= revision && checksumOf(text, checksumOfName(name), revision) === checksum;
