import type { Sql } from './bound';
import { duplicateKey } from './errors';
import { type Condition, conditionOf, isOperators } from './filter';
import { track } from './indexes';
import { isReadable } from './paths';
import type { Fate, Row } from './rows';
import type { Store } from './store';
import { soundPath, type Table } from './table';
import { translate } from './translate';
import { withId } from './update';
import { type Doc, idKey } from './values';
import { checkedFate, type DocumentRow, encoded, type Outcome } from './writes';

const pathsOf = (condition: Condition): string[] =>
  condition.kind === 'compare' ? [condition.path] : condition.kind === 'other' ? [] : condition.parts.flatMap(pathsOf);

const NO_GUARD: Sql = { text: '', params: [], exact: true };

/** The filter beside `_id`, in SQL; undefined when only the query engine understands it. */
function guardOf(store: Store, table: Table, filter: Doc): Sql | undefined {
  let guarded: Doc | undefined;
  for (const key in filter) {
    if (key === '_id') continue;
    guarded ??= {};
    guarded[key] = filter[key];
  }
  if (!guarded) return NO_GUARD;
  const condition = conditionOf(guarded);
  for (const path of pathsOf(condition)) if (!table.paths.has(path) && isReadable(path)) store.change(() => track(store, table, path));
  const sql = translate(condition, (path) => soundPath(table, path));
  return sql.exact ? sql : undefined;
}

const isOneId = (id: unknown): boolean =>
  id !== undefined && id !== null && !isOperators(id) && !(id instanceof RegExp) && !Array.isArray(id);

/**
 * The write that views live by: a whole document by its id, inserted or replaced, guarded or not, as one row. Undefined when
 * the filter is not of that form.
 */
export function replacementById(store: Store, table: Table, filter: Doc, replacement: Doc, upsert: boolean): DocumentRow | undefined {
  const id = filter['_id'];
  if (!isOneId(id)) return undefined;
  if (replacement['_id'] !== undefined && replacement['_id'] !== id) return undefined;
  const guard = guardOf(store, table, filter);
  if (!guard) return undefined;
  const doc = withId(id, replacement);
  const { key, body, values } = encoded(store, table, doc);
  return { doc, row: { act: 'put', key, body, values, guard: guard.text, params: guard.params, upsert, rid: store.nextRow() } };
}

/** The removal of one document by its id and nothing else; undefined for every other filter. */
export function removalById(filter: Doc): DocumentRow | undefined {
  const { _id: id } = filter;
  if (Object.keys(filter).length !== 1 || !isOneId(id)) return undefined;
  const row: Row = { act: 'gone', key: idKey(id), body: '', values: [], guard: '', params: [], upsert: false, rid: 0 };
  return { doc: filter, row };
}

/** What became of a replacement, in MongoDB's words. */
export function outcomeOf(table: Table, { doc, row }: DocumentRow, fate: Fate): Outcome {
  switch (checkedFate(table, doc, fate)) {
    case 'inserted':
      return { matched: 0, modified: 0, upsertedId: doc['_id'], after: doc };
    case 'changed':
      return { matched: 1, modified: 1, after: doc };
    case 'same':
      return { matched: 1, modified: 0, after: doc };
    case 'refused': {
      const id = doc['_id'];
      throw duplicateKey(`embedded.${table.name}`, '_id_', { _id: 1 }, { _id: row.key === id ? id : String(id) });
    }
    default:
      return { matched: 0, modified: 0 };
  }
}
