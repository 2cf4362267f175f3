import mongoose from 'mongoose';

const { MongoServerError } = mongoose.mongo;

type Doc = Record<string, unknown>;

/** The file cannot be written or read now (disk full, I/O error, locked). Nothing of the failed call was kept; it may be tried again. */
export class DocumentStoreUnavailable extends Error {
  override readonly name = 'DocumentStoreUnavailable';
  constructor(
    readonly errcode: number,
    cause: Error,
  ) {
    super(`The document store cannot be used at present: ${cause.message}.`, { cause });
  }
}

/** The file is not one that this version may read: cut short, foreign, newer, or already open for writing. */
export class DocumentFileRefused extends Error {
  override readonly name = 'DocumentFileRefused';
}

/** MongoDB may know it; this driver does not, and says so rather than answer wrongly. */
export class NotSupportedEmbedded extends Error {
  override readonly name = 'NotSupportedEmbedded';
}

export const unsupported = (what: string, instead = ''): NotSupportedEmbedded =>
  new NotSupportedEmbedded(`The embedded document store does not support ${what}${instead ? `; ${instead}` : ''}.`);

/** An error as MongoDB's server would have sent it. */
export const serverError = (code: number, codeName: string, message: string): Error =>
  new MongoServerError({ message, code, codeName, ok: 0 });

export function duplicateKey(namespace: string, index: string, keyPattern: Doc, keyValue: Doc): Error {
  const shown = Object.entries(keyValue)
    .map(([path, value]) => `${path}: ${JSON.stringify(value)}`)
    .join(', ');
  const message = `E11000 duplicate key error collection: ${namespace} index: ${index} dup key: { ${shown} }`;
  return new MongoServerError({ message, errmsg: message, code: 11000, index: 0, keyPattern, keyValue });
}

// The primary result codes of SQLite that speak of the disk or the file, not of our statement.
const AWAY = new Set([5, 6, 7, 8, 10, 11, 13, 14, 15, 26]);

/** SQLite's number for what went wrong, 0 when the error is not SQLite's. */
export const sqliteCode = (error: unknown): number => {
  const errcode = (error as { errcode?: unknown } | null)?.errcode;
  return typeof errcode === 'number' ? errcode : 0;
};

/** Disk faults get the name that callers wait for; every other error stays what it is. */
export function asSeenByCallers(error: unknown): unknown {
  const code = sqliteCode(error);
  return AWAY.has(code & 0xff) ? new DocumentStoreUnavailable(code, error as Error) : error;
}
