import { serverError, unsupported } from './errors';
import { bulkError, bulkResult, isOfOneOperation, newTally, type Tally, writeError } from './outcomes';
import { outcomeOf, removalById, replacementById } from './row-by-id';
import type { Fate } from './rows';
import type { Store } from './store';
import { columnsOf, type Table } from './table';
import { checkedReplacement, checkedUpdate } from './update';
import type { Doc } from './values';
import { checkedFate, type DocumentRow, insertion, type Outcome, remove, type WriteOptions, write, writeHere } from './writes';

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
  const prepared = preparedRow(store, table, operation);
  if (prepared) {
    tallyRow(table, tally, index, prepared, writeHere(store, table, prepared.row));
    return;
  }
  const [name, given] = parts(operation);
  const filter = (given['filter'] ?? {}) as Doc;
  const options = given as WriteOptions;
  switch (name) {
    case 'replaceOne':
      tallyWrite(tally, index, write(store, table, filter, checkedReplacement(given['replacement']), options, false));
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
  const byId = options.sort ? undefined : replacementById(store, table, filter, replacement as Doc, options.upsert ?? false);
  return byId ? outcomeOf(table, byId, writeHere(store, table, byId.row)) : write(store, table, filter, change, options, false);
}

/** Fewer are written sooner here than a thread is told of them. */
const MANY = 4;

/**
 * One transaction for all of it: after a crash either every operation stands or none does. An operation that MongoDB would refuse
 * (a duplicate key) is left out, and with it, if ordered, those after it; what went before stands, as in MongoDB.
 */
export async function bulkWrite(store: Store, collection: string, operations: readonly Operation[], ordered: boolean): Promise<unknown> {
  if (operations.length === 0) throw serverError(9, 'FailedToParse', 'Invalid BulkOperation, Batch cannot be empty');
  const tally = newTally();
  await store.turn(() => inThread(store, collection, operations, ordered, tally) ?? here(store, collection, operations, ordered, tally));
  if (tally.writeErrors.length > 0) throw bulkError(tally, ordered);
  return bulkResult(tally, ordered);
}

function here(store: Store, collection: string, operations: readonly Operation[], ordered: boolean, tally: Tally): void {
  store.transaction(() => {
    const table = store.ensureTable(collection);
    for (let index = 0; index < operations.length; index++) {
      const isDone = noted(tally, index, () => apply(store, table, tally, index, operations[index]!));
      if (!isDone && ordered) break;
    }
  });
}

/** Undefined when it is too little for the thread, or there is none, or not every operation is a row. */
function inThread(
  store: Store,
  collection: string,
  operations: readonly Operation[],
  ordered: boolean,
  tally: Tally,
): Promise<void> | undefined {
  const thread = operations.length < (store.options.threadFrom ?? MANY) ? null : store.thread;
  if (!thread) return undefined;
  const prepared = store.transaction(() => preparedRows(store, store.ensureTable(collection), operations));
  if (!prepared) return undefined;
  const { table, columns, rows } = prepared;
  return store.inThread(thread, { table: table.sql, columns, rows: rows.map(({ row }) => row), ordered }).then(({ fates }) => {
    for (const [index, fate] of fates.entries()) noted(tally, index, () => tallyRow(table, tally, index, rows[index]!, fate));
  });
}

/** Every operation as a row; undefined when one is not. */
function preparedRows(store: Store, table: Table, operations: readonly Operation[]) {
  const before = table.paths.size;
  const rows: DocumentRow[] = [];
  for (const operation of operations) {
    const row = preparedRow(store, table, operation);
    if (!row) return undefined;
    rows.push(row);
  }
  // The first guard over a path gives the table a column: the rows before it lack a value for that.
  if (table.paths.size > before) return undefined;
  return { table, columns: columnsOf(table).map(({ expression }) => expression), rows };
}

function preparedRow(store: Store, table: Table, operation: Operation): DocumentRow | undefined {
  const [name, given] = parts(operation);
  const filter = (given['filter'] ?? {}) as Doc;
  switch (name) {
    case 'insertOne':
      return insertion(store, table, given['document'] as Doc);
    case 'replaceOne': {
      checkedReplacement(given['replacement']);
      if (given['sort']) return undefined;
      return replacementById(store, table, filter, given['replacement'] as Doc, Boolean(given['upsert']));
    }
    case 'deleteOne':
      return removalById(filter);
    default:
      return undefined;
  }
}

function tallyRow(table: Table, tally: Tally, index: number, written: DocumentRow, fate: Fate): void {
  if (written.row.act === 'put') tallyWrite(tally, index, outcomeOf(table, written, fate));
  else if (checkedFate(table, written.doc, fate) === 'removed') tally.nRemoved++;
  else if (fate === 'inserted') {
    tally.insertedIds.push({ index, _id: written.doc['_id'] });
    tally.nInserted++;
  }
}

/** False when the operation was refused. */
function noted(tally: Tally, index: number, work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (!isOfOneOperation(error)) throw error;
    tally.writeErrors.push(writeError(index, error));
    return false;
  }
}
