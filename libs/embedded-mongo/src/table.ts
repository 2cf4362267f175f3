import { toUSVString } from 'node:util';
import type { Database } from '@causeway/sqlite';
import { classAt, classOf, isSound } from './classes';
import { type TrackedPath, trackedPath } from './paths';
import type { ColumnValue } from './rows';
import type { Doc, JsonDoc } from './values';

export interface IndexDefinition {
  readonly name: string;
  readonly key: Readonly<Record<string, 1 | -1>>;
  readonly unique?: boolean;
  readonly sparse?: boolean;
}

export interface StoredIndex {
  readonly id: number;
  readonly definition: IndexDefinition;
}

/** What is known about one collection. */
export interface Table {
  readonly id: number;
  readonly name: string;
  /** Its table's name in SQL. */
  readonly sql: string;
  readonly indexes: StoredIndex[];
  readonly paths: Map<string, TrackedPath>;
}

/** Reads it from the file; what held the collection's knowledge before goes on holding it. */
export function openTable(db: Database, id: number, name: string, before?: Table): Table {
  const indexes = (
    db.prepare('SELECT id, definition FROM indexes WHERE collection = ? ORDER BY id').all(id) as { id: number; definition: string }[]
  ).map((row) => ({ id: row.id, definition: JSON.parse(row.definition) as IndexDefinition }));
  const paths = new Map<string, TrackedPath>();
  const rows = db.prepare('SELECT path, position, mask FROM paths WHERE collection = ?').all(id) as {
    path: string;
    position: number;
    mask: number;
  }[];
  for (const row of rows) paths.set(row.path, trackedPath(row.path, row.position, row.mask));
  if (before?.name === name) {
    before.indexes.splice(0, Infinity, ...indexes);
    before.paths.clear();
    for (const [path, tracked] of paths) before.paths.set(path, tracked);
    return before;
  }
  return { id, name, sql: `c${id}`, indexes, paths };
}

/** The path, if SQL may answer for it. */
export function soundPath(table: Table, path: string): TrackedPath | undefined {
  const tracked = table.paths.get(path);
  return tracked && isSound(tracked.mask) ? tracked : undefined;
}

/** Before a document is written: the kinds of its values are known of the paths that matter. True when something is new. */
export function learn(db: Database, table: Table, json: JsonDoc, key: string | number): boolean {
  let news = false;
  for (const tracked of table.paths.values()) {
    const found = tracked.path === '_id' ? classOf(key) : classAt(json, tracked.segments);
    if ((tracked.mask & found) === found) continue;
    tracked.mask |= found;
    db.prepare('UPDATE paths SET mask = ? WHERE collection = ? AND path = ?').run(tracked.mask, table.id, tracked.path);
    news = true;
  }
  return news;
}

/** The columns beside `id` and `body`, in their order: one for each path that is asked for by SQL. */
export const columnsOf = (table: Table): TrackedPath[] => [...table.paths.values()].filter(({ path }) => path !== '_id');

/** What SQL sees of a value: text and numbers as they are, a truth as 1 or 0. All else is hidden, and never asked for by SQL. */
export function columnValue(json: JsonDoc, { segments }: TrackedPath): ColumnValue {
  let value: unknown = json;
  for (const name of segments)
    value = value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Doc)[name] : undefined;
  if (typeof value === 'string') return toUSVString(value);
  return typeof value === 'number' ? value : typeof value === 'boolean' ? Number(value) : null;
}

export const namespaceOf = (table: Pick<Table, 'name'>, database: string): string => `${database}.${table.name}`;

/** A value by its path through documents only. */
export const valueAt = (doc: Doc, path: string): unknown =>
  path.split('.').reduce<unknown>((value, name) => (value !== null && typeof value === 'object' ? (value as Doc)[name] : undefined), doc);
