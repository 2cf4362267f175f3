import { serverError, unsupported } from './errors';
import { bulkError, bulkResult, isOfOneOperation, newTally, type Tally, writeError } from './outcomes';
import { replaceById } from './replace-by-id';
import type { Store } from './store';
import type { Table } from './table';
import { checkedReplacement, checkedUpdate } from './update';
import type { Doc } from './values';
import { insert, type Outcome, remove, type WriteOptions, write } from './writes';

type Operation = Readonly<Record<string, Doc>>;

const PARTS: Record<string, readonly string[]> = {
  insertOne: ['document'],
  replaceOne: ['filter', 'replacement', 'upsert', 'hint', 'sort', 'timestamps'],
  updateOne: [
    'filter',
    'update',
    'upsert',
    'arrayFilters',
    'hint',
    'sort',
    'timestamps',
    'setDefaultsOnInsert',
    'strict',
    'overwriteDiscriminatorKey',
  ],
  updateMany: [
    'filter',
    'update',
    'upsert',
    'arrayFilters',
    'hint',
    'timestamps',
    'setDefaultsOnInsert',
    'strict',
    'overwriteDiscriminatorKey',
  ],
  deleteOne: ['filter', 'hint'],
  deleteMany: ['filter', 'hint'],
};

function parts(operation: Operation): [string, Doc] {
  const name = Object.keys(operation)[0] ?? '';
  const known = PARTS[name];
  const given = operation[name];
  if (!known || !given) throw unsupported(`the bulk operation "${name}"`);
  for (const part in given) {
    if (given[part] !== undefined && given[part] !== null && !known.includes(part))
      throw unsupported(`the option "${part}" of a bulk ${name}`);
  }
  return [name, given];
}

function tallyWrite(tally: Tally, index: number, outcome: Outcome): void {
  tally.nMatched += outcome.matched;
  tally.nModified += outcome.modified;
  if (outcome.upsertedId !== undefined) tally.upserted.push({ index, _id: outcome.upsertedId });
}

function apply(store: Store, table: Table, tally: Tally, index: number, operation: Operation): void {
  const [name, given] = parts(operation);
  const filter = (given['filter'] ?? {}) as Doc;
  const options = given as WriteOptions;
  switch (name) {
    case 'insertOne':
      tally.insertedIds.push({ index, _id: insert(store, table, given['document'] as Doc) });
      tally.nInserted++;
      return;
    case 'replaceOne':
      tallyWrite(tally, index, replace(store, table, filter, given['replacement'], options));
      return;
    case 'updateOne':
    case 'updateMany':
      tallyWrite(tally, index, write(store, table, filter, checkedUpdate(given['update']), options, name === 'updateMany'));
      return;
    default:
      tally.nRemoved += remove(store, table, filter, {}, name === 'deleteMany').length;
  }
}

export function replace(store: Store, table: Table, filter: Doc, replacement: unknown, options: WriteOptions): Outcome {
  const change = checkedReplacement(replacement);
  const byId = options.sort ? undefined : replaceById(store, table, filter, replacement as Doc, options.upsert ?? false);
  return byId ?? write(store, table, filter, change, options, false);
}

/**
 * One transaction for all of it: after a crash either every operation stands or none does. An operation that MongoDB would refuse
 * (a duplicate key) is left out, and with it, if ordered, those after it; what went before stands, as in MongoDB.
 */
export function bulkWrite(store: Store, collection: string, operations: readonly Operation[], ordered: boolean): unknown {
  if (operations.length === 0) throw serverError(9, 'FailedToParse', 'Invalid BulkOperation, Batch cannot be empty');
  const tally = newTally();
  store.transaction(() => {
    const table = store.ensureTable(collection);
    for (let index = 0; index < operations.length; index++) {
      try {
        apply(store, table, tally, index, operations[index]!);
      } catch (error) {
        if (!isOfOneOperation(error)) throw error;
        tally.writeErrors.push(writeError(index, error));
        if (ordered) break;
      }
    }
  });
  if (tally.writeErrors.length > 0) throw bulkError(tally, ordered);
  return bulkResult(tally, ordered);
}
