import type { Sql } from './bound';
import { duplicateKey } from './errors';
import { type Condition, conditionOf, isOperators } from './filter';
import { track } from './indexes';
import { isReadable } from './paths';
import type { Store } from './store';
import { paramFor, slotFor, soundPath, type Table } from './table';
import { translate } from './translate';
import { withId } from './update';
import { type Doc, idKey } from './values';
import { broken, encoded, insertRow, type Outcome } from './writes';

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

/**
 * The write that views live by: a whole document by its id, inserted or replaced, guarded or not, in one statement.
 * Undefined when the filter is not of that form.
 */
export function replaceById(store: Store, table: Table, filter: Doc, replacement: Doc, upsert: boolean): Outcome | undefined {
  const id = filter['_id'];
  if (id === undefined || id === null || isOperators(id) || id instanceof RegExp) return undefined;
  if (replacement['_id'] !== undefined && replacement['_id'] !== id) return undefined;
  const guard = guardOf(store, table, filter);
  if (!guard) return undefined;
  const doc = withId(id, replacement);
  const row = encoded(store, table, doc);
  const { key, body, columns, values } = row;
  const names = columns.map(({ expression }) => `, ${expression}`).join('');
  const known = store.prepare(`SELECT rid${names} FROM ${table.sql} WHERE id = ?`).get(key) as Record<string, unknown> | undefined;
  if (!known) {
    if (!upsert) return { matched: 0, modified: 0 };
    insertRow(store, table, doc, row);
    return { matched: 0, modified: 0, upsertedId: id, after: doc };
  }
  // Only columns that change are written, so that SQLite leaves the indexes over all others alone.
  const changing = columns.map((_, i) => i).filter((i) => known[columns[i]!.expression] !== values[i]);
  const sets = changing.map((i) => `, ${columns[i]!.expression} = ${slotFor(values[i] ?? null)}`).join('');
  const and = guard.text === '' ? '' : ` AND (${guard.text})`;
  const rid = known['rid'] as number;
  const statement = store.prepare(`UPDATE ${table.sql} SET body = ?${sets} WHERE rid = ? AND body <> ?${and}`);
  const { changes } = broken(table, doc, () =>
    statement.run(body, ...changing.map((i) => paramFor(values[i] ?? null)), rid, body, ...guard.params),
  );
  if (Number(changes) > 0) return { matched: 1, modified: 1, after: doc };
  // Nothing changed: it is there just so, or the guard refused.
  const there = store.prepare(`SELECT 1 FROM ${table.sql} WHERE rid = ?${and}`).get(rid, ...guard.params);
  if (there) return { matched: 1, modified: 0, after: doc };
  if (upsert) throw duplicateKey(`embedded.${table.name}`, '_id_', { _id: 1 }, { _id: idKey(id) === id ? id : String(id) });
  return { matched: 0, modified: 0 };
}
