import mongoose from 'mongoose';
import { serverError } from './errors';
import { checkUnique, inMongoWords } from './indexes';
import type { TrackedPath } from './paths';
import { type Found, findRows } from './reads';
import { type ColumnValue, type Fate, paramFor, type Row, slotFor, writeRow } from './rows';
import type { Store } from './store';
import { columnsOf, columnValue, learn, type Table } from './table';
import { type Change, changed, upserted, withId } from './update';
import { bodyOf, type Doc, docOf, idKey, type JsonDoc, toJson } from './values';

export interface WriteOptions {
  readonly upsert?: boolean;
  readonly arrayFilters?: readonly Doc[];
  readonly sort?: unknown;
}

export interface Outcome {
  matched: number;
  modified: number;
  /** The id of the document that an upsert inserted. */
  upsertedId?: unknown;
  /** The document as it was, read anew only if somebody asks. */
  readonly before?: () => Doc;
  readonly after?: Doc | undefined;
}

export const newId = (): unknown => new mongoose.mongo.ObjectId();

interface Encoded {
  readonly key: string | number;
  readonly body: string;
  readonly columns: readonly TrackedPath[];
  /** What the columns hold, in their order. */
  readonly values: readonly ColumnValue[];
}

/** Ready to be written: what the table must know of its values is known. */
export function encoded(store: Store, table: Table, doc: Doc): Encoded {
  const json = toJson(doc) as JsonDoc;
  const key = idKey(doc['_id']);
  if (learn(store.db, table, json, key)) checkUnique(table);
  const columns = columnsOf(table);
  return { key, body: bodyOf(json), columns, values: columns.map((column) => columnValue(json, column)) };
}

/** A document that is to be written whole, and the row that it is. */
export interface DocumentRow {
  readonly doc: Doc;
  readonly row: Row;
}

export function insertion(store: Store, table: Table, given: Doc): DocumentRow {
  const doc = withId(given['_id'] ?? newId(), given);
  const { key, body, values } = encoded(store, table, doc);
  return { doc, row: { act: 'new', key, body, values, guard: '', params: [], upsert: false, rid: store.nextRow() } };
}

export const writeHere = (store: Store, table: Table, row: Row): Fate =>
  writeRow(
    store.prepare,
    table.sql,
    columnsOf(table).map(({ expression }) => expression),
    row,
  );

export function insert(store: Store, table: Table, given: Doc): unknown {
  const { doc, row } = insertion(store, table, given);
  checkedFate(table, doc, writeHere(store, table, row));
  return doc['_id'];
}

/** A broken unique index is told as MongoDB tells it. */
export function checkedFate(table: Table, doc: Doc, fate: Fate): Exclude<Fate, object> {
  if (typeof fate === 'object') throw inMongoWords(fate, table, doc);
  return fate;
}

function overwrite(store: Store, table: Table, found: Found, id: string | number, doc: Doc): boolean {
  const { key, body, columns, values } = encoded(store, table, doc);
  if (body === found.body) return false;
  if (key !== id) {
    throw serverError(66, 'ImmutableField', "Performing an update on the path '_id' would modify the immutable field '_id'");
  }
  const sets = columns.map(({ expression }, i) => `, ${expression} = ${slotFor(values[i] ?? null)}`).join('');
  const statement = store.prepare(`UPDATE ${table.sql} SET body = ?${sets} WHERE rid = ?`);
  try {
    statement.run(body, ...values.map(paramFor), found.rid);
  } catch (error) {
    throw inMongoWords(error, table, doc);
  }
  return true;
}

/** Changes the first (or every) document that matches, or inserts one. */
export function write(store: Store, table: Table, filter: Doc, change: Change, options: WriteOptions, many: boolean): Outcome {
  const found = findRows(store, table, filter, { sort: options.sort, limit: many ? undefined : 1 });
  if (found.length === 0) {
    if (!options.upsert) return { matched: 0, modified: 0 };
    const after = upserted(filter, change, newId);
    insert(store, table, after);
    return { matched: 0, modified: 0, upsertedId: after['_id'], after };
  }
  let modified = 0;
  let after: Doc | undefined;
  for (const each of found) {
    const id = idKey(each.doc['_id']);
    after = changed(each.doc, change, filter, options.arrayFilters);
    if (overwrite(store, table, each, id, after)) modified++;
  }
  return { matched: found.length, modified, before: () => docOf(found[0]!.body), after };
}

export function remove(store: Store, table: Table, filter: Doc, options: { sort?: unknown }, many: boolean): Found[] {
  const found = findRows(store, table, filter, { sort: options.sort, limit: many ? undefined : 1 });
  const statement = store.prepare(`DELETE FROM ${table.sql} WHERE rid = ?`);
  for (const { rid } of found) statement.run(rid);
  return found;
}
