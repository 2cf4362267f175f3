import mongoose from 'mongoose';
import type { Doc } from './values';

const { MongoBulkWriteError } = mongoose.mongo;

export interface Tally {
  insertedIds: { index: number; _id: unknown }[];
  upserted: { index: number; _id: unknown }[];
  nInserted: number;
  nMatched: number;
  nModified: number;
  nRemoved: number;
  writeErrors: WriteError[];
}

export const newTally = (): Tally => ({
  insertedIds: [],
  upserted: [],
  nInserted: 0,
  nMatched: 0,
  nModified: 0,
  nRemoved: 0,
  writeErrors: [],
});

/** One refused operation of a bulk, in the form of the `mongodb` driver's. */
export interface WriteError {
  readonly index: number;
  readonly code: number;
  readonly errmsg: string;
  readonly err: Doc;
}

export function writeError(index: number, error: { code: number; message: string }): WriteError {
  const { keyPattern, keyValue } = error as { keyPattern?: Doc; keyValue?: Doc };
  const err = { index, code: error.code, errmsg: error.message, ...(keyPattern ? { keyPattern, keyValue } : {}) };
  return { index, code: error.code, errmsg: error.message, err };
}

type ResultClass = new (result: Doc, ordered: boolean) => { readonly ok: number };

/** The very class that mongoose's own driver answers with. */
const ownResultClass = (): ResultClass => require('mongoose/lib/drivers/node-mongodb-native/bulkWriteResult') as ResultClass;

export function bulkResult(tally: Tally, ordered: boolean): unknown {
  const BulkWriteResult = ownResultClass();
  return new BulkWriteResult({ ...tally, ok: 1, nUpserted: tally.upserted.length, writeConcernErrors: [] }, ordered);
}

type BulkErrorClass = new (error: Doc, result: unknown) => Error;

export function bulkError(tally: Tally, ordered: boolean): Error {
  const [first] = tally.writeErrors;
  const { keyPattern, keyValue } = first!.err as { keyPattern?: Doc; keyValue?: Doc };
  const about = {
    message: first!.errmsg,
    code: first!.code,
    writeErrors: tally.writeErrors,
    ...(keyPattern ? { keyPattern, keyValue } : {}),
  };
  return new (MongoBulkWriteError as unknown as BulkErrorClass)(about, bulkResult(tally, ordered));
}

/** An error that MongoDB would report of one operation and go on; anything else ends the call. */
export const isOfOneOperation = (error: unknown): error is { code: number; message: string } =>
  error instanceof mongoose.mongo.MongoServerError && typeof error.code === 'number';
