import type { Param, Statement } from '@causeway/sqlite';

/**
 * Whole documents as rows, written by their ids. Nothing here knows mongoose or documents, so that it also runs in the
 * thread that writes (`writing-thread.ts`), which begins in a few milliseconds.
 */
export type ColumnValue = string | number | null;

export type Row = Readonly<{
  /** `new`: there must be none of that id; `put`: the one of that id becomes this; `gone`: the one of that id is removed. */
  act: 'new' | 'put' | 'gone';
  key: string | number;
  body: string;
  /** What the columns hold, in their order. */
  values: readonly ColumnValue[];
  /** Of a `put`: what must hold of the row that is there, in SQL, or nothing. */
  guard: string;
  params: readonly Param[];
  /** Of a `put`: without one of that id this becomes one. */
  upsert: boolean;
  /** A row number that no table has had, for a row that is inserted. */
  rid: number;
}>;

/** Rows of one table. */
export type Rows = Readonly<{ table: string; columns: readonly string[]; rows: readonly Row[] }>;

/** What became of a row. `refused`: one of that id is there, and its guard does not hold. */
export type Fate = 'inserted' | 'changed' | 'same' | 'missed' | 'refused' | 'removed' | Broken;

/** A unique index stood in the way, in SQLite's words. */
export type Broken = Readonly<{ errcode: number; message: string }>;

const UNIQUE = 2067;
const PRIMARY_KEY = 1555;
export const isOfUniqueness = (errcode: unknown): boolean => errcode === UNIQUE || errcode === PRIMARY_KEY;

/** A bound text ends at its first NUL; inside JSON it does not. */
const hasNul = (value: ColumnValue): value is string => typeof value === 'string' && value.includes('\0');
export const slotFor = (value: ColumnValue): string => (hasNul(value) ? `(?->>'$')` : '?');
export const paramFor = (value: ColumnValue): ColumnValue => (hasNul(value) ? JSON.stringify(value) : value);

/** A statement of the connection that writes; `asArrays` gives its rows as arrays of columns. */
export type Prepare = (sql: string, asArrays?: boolean) => Statement;

/** Writes one row, within whatever transaction there is. */
export function writeRow(prepare: Prepare, table: string, columns: readonly string[], row: Row): Fate {
  try {
    if (row.act === 'gone') return Number(prepare(`DELETE FROM ${table} WHERE id = ?`).run(row.key).changes) > 0 ? 'removed' : 'missed';
    return row.act === 'new' ? insert(prepare, table, columns, row) : put(prepare, table, columns, row);
  } catch (error) {
    const { errcode, message } = error as { errcode?: number; message: string };
    if (isOfUniqueness(errcode)) return { errcode: errcode!, message };
    throw error;
  }
}

function insert(prepare: Prepare, table: string, columns: readonly string[], { rid, key, body, values }: Row): Fate {
  const names = columns.map((column) => `, ${column}`).join('');
  const slots = values.map((value) => `, ${slotFor(value)}`).join('');
  prepare(`INSERT INTO ${table} (rid, id, body${names}) VALUES (?, ?, ?${slots})`).run(rid, key, body, ...values.map(paramFor));
  return 'inserted';
}

function put(prepare: Prepare, table: string, columns: readonly string[], row: Row): Fate {
  const { key, body, values, guard, params, upsert } = row;
  const names = columns.map((column) => `, ${column}`).join('');
  const known = prepare(`SELECT rid${names} FROM ${table} WHERE id = ?`, true).get(key) as unknown as ColumnValue[] | undefined;
  if (!known) return upsert ? insert(prepare, table, columns, row) : 'missed';
  // Only columns that change are written, so that SQLite leaves the indexes over all others alone.
  let sets = '';
  const changed: ColumnValue[] = [];
  for (let i = 0; i < columns.length; i++) {
    const value = values[i] ?? null;
    if (known[i + 1] === value) continue;
    sets += `, ${columns[i]} = ${slotFor(value)}`;
    changed.push(paramFor(value));
  }
  const and = guard === '' ? '' : ` AND (${guard})`;
  const rid = known[0] as number;
  const statement = prepare(`UPDATE ${table} SET body = ?${sets} WHERE rid = ? AND body <> ?${and}`);
  if (Number(statement.run(body, ...changed, rid, body, ...params).changes) > 0) return 'changed';
  // Nothing changed: it is there just so, or the guard does not hold.
  if (prepare(`SELECT 1 FROM ${table} WHERE rid = ?${and}`).get(rid, ...params)) return 'same';
  return upsert ? 'refused' : 'missed';
}
