import { serverError, unsupported } from './errors';
import { isOperators, isPlainObject } from './filter';
import { applyOperators } from './update-operators';
import { get, placesOf, set } from './update-paths';
import { copyOf, type Doc } from './values';

/** What to make of the documents that are found: other documents, or changes of them. */
export type Change = { readonly replacement: Doc } | { readonly update: Doc };

const invalid = (message: string): Error => serverError(9, 'FailedToParse', message);

export function checkedUpdate(update: unknown): Change {
  if (Array.isArray(update)) throw unsupported('updates with a pipeline');
  if (!isPlainObject(update) || Object.keys(update).length === 0) throw invalid('Update document requires atomic operators');
  for (const word of Object.keys(update)) if (!word.startsWith('$')) throw invalid('Update document requires atomic operators');
  return { update };
}

export function checkedReplacement(replacement: unknown): Change {
  if (!replacement || typeof replacement !== 'object' || Array.isArray(replacement)) throw invalid('Replacement must be a document');
  if (Object.keys(replacement)[0]?.startsWith('$')) throw invalid('Replacement document must not contain atomic operators');
  return { replacement: replacement as Doc };
}

function firstKey(doc: Doc): string | undefined {
  for (const key in doc) return key;
  return undefined;
}

/** `_id` stands first, as MongoDB stores it. */
export function withId(id: unknown, doc: Doc): Doc {
  if (firstKey(doc) === '_id' && doc['_id'] === id) return doc;
  const { _id, ...rest } = doc;
  return { _id: id, ...rest };
}

/** The document after the change; the one before is left as it was only if it is replaced. */
export function changed(doc: Doc, change: Change, filter: Doc, arrayFilters: readonly Doc[] = []): Doc {
  if ('replacement' in change) return withId(change.replacement['_id'] ?? doc['_id'], change.replacement);
  const unused = arrayFilters.length && !JSON.stringify(change.update).includes('$[');
  if (unused) throw serverError(9, 'FailedToParse', 'The array filters were not used in the update');
  applyOperators(doc, change.update, { filter, arrayFilters }, false);
  return doc;
}

/** What an upsert knows of its document: whatever the filter says a path equals. */
function seeds(filter: Doc): [string, unknown][] {
  return Object.entries(filter).flatMap(([path, condition]): [string, unknown][] => {
    if (path === '$and') return (condition as Doc[]).flatMap(seeds);
    if (path === '$or' && (condition as Doc[]).length === 1) return seeds((condition as Doc[])[0]!);
    if (path.startsWith('$') || condition instanceof RegExp) return [];
    if (!isOperators(condition)) return [[path, condition]];
    return Object.hasOwn(condition, '$eq') ? [[path, condition['$eq']]] : [];
  });
}

/** The document that an upsert inserts when nothing was found. */
export function upserted(filter: Doc, change: Change, newId: () => unknown): Doc {
  const known = seeds(filter);
  if ('replacement' in change) {
    const id = change.replacement['_id'] ?? known.find(([path]) => path === '_id')?.[1] ?? newId();
    return withId(id, change.replacement);
  }
  const doc: Doc = {};
  const nowhere = { filter: {}, arrayFilters: [] };
  for (const [path, value] of known) {
    for (const place of placesOf(doc, path, nowhere, true)) if (get(place) === undefined) set(place, copyOf(value));
  }
  applyOperators(doc, change.update, nowhere, true);
  return withId(doc['_id'] ?? newId(), doc);
}
