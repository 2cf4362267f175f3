import { isSound } from './classes';
import { duplicateKey, serverError, sqliteCode, unsupported } from './errors';
import { jsonPath, type TrackedPath, trackedPath } from './paths';
import { isOfUniqueness } from './rows';
import type { Store } from './store';
import { type IndexDefinition, type Table, valueAt } from './table';
import { type Doc, docOf } from './values';

const KNOWN = new Set(['name', 'unique', 'sparse']);
// What these ask for does not change what an index answers here.
const HARMLESS = new Set(['background', 'v', 'ns', 'key', 'comment', 'commitQuorum', 'maxTimeMS', 'writeConcern', '_autoIndex']);

export type IndexSpecification = string | readonly (string | readonly [string, unknown])[] | Map<string, unknown> | Doc;

function entriesOf(specification: IndexSpecification): [string, unknown][] {
  if (typeof specification === 'string') return [[specification, 1]];
  if (specification instanceof Map) return [...specification];
  if (!Array.isArray(specification)) return Object.entries(specification);
  return specification.flatMap((each): [string, unknown][] =>
    typeof each === 'string' ? [[each, 1]] : Array.isArray(each) ? [each as [string, unknown]] : Object.entries(each as Doc),
  );
}

/** What was asked for, in one shape; what this driver cannot do is refused by its name. */
export function indexDefinition(specification: IndexSpecification, options: Doc = {}): IndexDefinition {
  const key: Record<string, 1 | -1> = {};
  for (const [path, direction] of entriesOf(specification)) {
    if (direction !== 1 && direction !== -1) throw unsupported(`an index of the kind ${JSON.stringify(direction)} (on "${path}")`);
    key[path] = direction;
  }
  for (const [option, value] of Object.entries(options)) {
    if (value === undefined || value === null || HARMLESS.has(option)) continue;
    if (!KNOWN.has(option)) throw unsupported(`the index option "${option}"`);
  }
  const name = (options['name'] as string | undefined) ?? Object.entries(key).flat().join('_');
  return { name, key, ...(options['unique'] ? { unique: true } : {}), ...(options['sparse'] ? { sparse: true } : {}) };
}

const sameKey = (a: IndexDefinition, b: IndexDefinition): boolean => JSON.stringify(a.key) === JSON.stringify(b.key);
const sameOptions = (a: IndexDefinition, b: IndexDefinition): boolean => !a.unique === !b.unique && !a.sparse === !b.sparse;

/** Finds out once which kinds of values a path has had; from then on every write keeps it known. */
export function track(store: Store, table: Table, path: string): TrackedPath {
  const known = table.paths.get(path);
  if (known) return known;
  const position = table.paths.size;
  const tracked = trackedPath(path, position, 0);
  // From most telling to least: a value that begins with the tag says what it is; arrays anywhere on the way hide what is below.
  const onTheWay = tracked.segments
    .slice(0, -1)
    .map((_, i) => `json_type(body, ${jsonPath(tracked.segments.slice(0, i + 1).join('.'))}) = 'array'`);
  const kinds = store.db
    .prepare(`SELECT DISTINCT CASE
        WHEN ${[...onTheWay, 'false'].join(' OR ')} THEN 16
        ELSE CASE json_type(body, ${jsonPath(path)})
          WHEN 'integer' THEN 1 WHEN 'real' THEN 1 WHEN 'true' THEN 8 WHEN 'false' THEN 8 WHEN 'array' THEN 16 WHEN 'object' THEN 16
          WHEN 'text' THEN CASE WHEN substr(body->>${jsonPath(path)}, 1, 1) <> char(127) THEN 2
            WHEN substr(body->>${jsonPath(path)}, 2, 1) IN ('7', '9') THEN 4 ELSE 16 END
          ELSE 0 END
      END AS kind FROM ${table.sql}`)
    .all() as { kind: number }[];
  for (const { kind } of kinds) tracked.mask |= kind;
  // A real column, written with the document: an index over it costs SQLite no look into the body.
  store.db.exec(`ALTER TABLE ${table.sql} ADD COLUMN ${tracked.expression}`);
  store.db.exec(
    `UPDATE ${table.sql} SET ${tracked.expression} = body->>${jsonPath(path)} WHERE json_type(body, ${jsonPath(path)}) NOT IN ('array', 'object')`,
  );
  store.db.prepare('INSERT INTO paths VALUES (?, ?, ?, ?)').run(table.id, path, position, tracked.mask);
  table.paths.set(path, tracked);
  return tracked;
}

/** SQLite lets any number of NULLs into a unique index; MongoDB one, or with `sparse` any number of those that lack the fields. */
function createUnique(store: Store, table: Table, id: number, columns: readonly TrackedPath[], definition: IndexDefinition): void {
  const listed = columns.map((column) => `${column.expression} ${definition.key[column.path] === -1 ? 'DESC' : 'ASC'}`);
  store.db.exec(`CREATE UNIQUE INDEX c${table.id}_i${id} ON ${table.sql} (${listed.join(', ')})`);
  const folded = columns.map((column) => `coalesce(${column.expression}, char(127))`);
  const anyNull = columns.map((column) => `${column.expression} IS NULL`).join(' OR ');
  const present = columns.map((column) => `json_type(body, ${jsonPath(column.path)}) IS NOT NULL`).join(' OR ');
  store.db.exec(`CREATE UNIQUE INDEX c${table.id}_i${id}_null ON ${table.sql} (${folded.join(', ')})
    WHERE (${anyNull})${definition.sparse ? ` AND (${present})` : ''}`);
}

function createPlain(store: Store, table: Table, id: number, columns: readonly TrackedPath[], definition: IndexDefinition): void {
  const listed = columns.map((column) => `${column.expression} ${definition.key[column.path] === -1 ? 'DESC' : 'ASC'}`);
  const only = definition.sparse && columns.length === 1 ? ` WHERE ${columns[0]!.expression} IS NOT NULL` : '';
  store.db.exec(`CREATE INDEX c${table.id}_i${id} ON ${table.sql} (${listed.join(', ')})${only}`);
}

export function createIndex(store: Store, table: Table, definition: IndexDefinition): string {
  const isId = JSON.stringify(definition.key) === '{"_id":1}';
  if (isId) return '_id_';
  for (const { definition: existing } of table.indexes) {
    if (existing.name === definition.name) {
      if (!sameKey(existing, definition) || !sameOptions(existing, definition)) {
        const message = `An existing index has the same name as the requested index. Requested: ${JSON.stringify(definition)}, existing: ${JSON.stringify(existing)}`;
        throw serverError(86, 'IndexKeySpecsConflict', message);
      }
      return existing.name;
    }
    if (sameKey(existing, definition) && sameOptions(existing, definition)) {
      throw serverError(85, 'IndexOptionsConflict', `Index already exists with a different name: ${existing.name}`);
    }
  }
  return store.change(() => {
    const columns = Object.keys(definition.key).map((path) => track(store, table, path));
    const { lastInsertRowid } = store.db
      .prepare('INSERT INTO indexes (collection, name, definition) VALUES (?, ?, ?)')
      .run(table.id, definition.name, JSON.stringify(definition));
    const id = Number(lastInsertRowid);
    table.indexes.push({ id, definition });
    checkUnique(table);
    try {
      (definition.unique ? createUnique : createPlain)(store, table, id, columns, definition);
    } catch (error) {
      throw sqliteCode(error) === 2067 ? duplicateIn(store, table, definition) : error;
    }
    return definition.name;
  });
}

/** A unique index stands or falls with SQLite comparing its values as MongoDB would. */
export function checkUnique(table: Table): void {
  for (const { definition } of table.indexes) {
    if (!definition.unique) continue;
    for (const path of Object.keys(definition.key)) {
      const mask = table.paths.get(path)?.mask ?? 0;
      if (path !== '_id' && !isSound(mask)) {
        throw unsupported(`arrays, documents, bytes or mixed types at "${path}" under the unique index "${definition.name}"`);
      }
    }
  }
}

function duplicateIn(store: Store, table: Table, definition: IndexDefinition): Error {
  const columns = Object.keys(definition.key).map((path) => table.paths.get(path)!.expression);
  const row = store.db.prepare(`SELECT body FROM ${table.sql} GROUP BY ${columns.join(', ')} HAVING count(*) > 1 LIMIT 1`).get() as
    | { body: string }
    | undefined;
  return duplicateKey(`embedded.${table.name}`, definition.name, definition.key, row ? keyValueOf(definition, docOf(row.body)) : {});
}

const keyValueOf = (definition: IndexDefinition, doc: Doc): Doc =>
  Object.fromEntries(Object.keys(definition.key).map((path) => [path, valueAt(doc, path) ?? null]));

/** SQLite names either the index or, for plain columns, the columns. */
function brokenIndex(message: string, table: Table): IndexDefinition | undefined {
  const id = /index 'c\d+_i(\d+)/.exec(message)?.[1];
  const columns = message
    .match(/\bc\d+\.(\w+)/g)
    ?.map((column) => column.slice(column.indexOf('.') + 1))
    .join();
  const found = table.indexes.find((index) =>
    id ? String(index.id) === id : index.definition.unique && columnNamesOf(index.definition, table) === columns,
  );
  return found?.definition;
}

const columnNamesOf = (definition: IndexDefinition, table: Table): string =>
  Object.keys(definition.key)
    .map((path) => table.paths.get(path)?.expression)
    .join();

/** SQLite's complaint about a unique index, in MongoDB's words; any other error as it is. */
export function inMongoWords(error: unknown, table: Table, doc: Doc): unknown {
  if (!isOfUniqueness(sqliteCode(error))) return error;
  const broken = brokenIndex((error as Error).message, table) ?? { name: '_id_', key: { _id: 1 as const } };
  return duplicateKey(`embedded.${table.name}`, broken.name, { ...broken.key }, keyValueOf(broken, doc));
}

export function dropIndex(store: Store, table: Table, name: string): void {
  if (name === '_id_') throw serverError(72, 'InvalidOptions', 'cannot drop _id index');
  const found = table.indexes.filter(({ definition }) => name === '*' || definition.name === name);
  if (found.length === 0 && name !== '*') throw serverError(27, 'IndexNotFound', `index not found with name [${name}]`);
  store.change(() => {
    for (const { id } of found) {
      store.db.exec(`DROP INDEX c${table.id}_i${id}; DROP INDEX IF EXISTS c${table.id}_i${id}_null`);
      store.db.prepare('DELETE FROM indexes WHERE id = ?').run(id);
    }
    store.reload();
  });
}
