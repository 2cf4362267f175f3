import { CODES, codeOf } from '@causeway/sqlite';
import { StoreUnavailable } from '../../event-store';

/** The file is not a whole store that this program can read: cut short, damaged, another program's, or a newer version's. Waiting mends nothing. */
export class StoreFileRefused extends Error {
  constructor(
    readonly file: string,
    /** What is wrong, to follow the file's name: `is not a database`. */
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`The store ${file} ${reason}.`, options);
    this.name = 'StoreFileRefused';
  }
}

/** Another process holds the data folder. */
export class StoreHeld extends Error {
  constructor(
    readonly folder: string,
    /** The holder's process id, where it could be read. */
    readonly pid: number | undefined,
  ) {
    super(`The data folder ${folder} is held by another platform${pid ? ` (process ${pid})` : ''}.`);
    this.name = 'StoreHeld';
  }
}

/** SQLite's trouble in the port's words: damage is refused for good, everything else may pass. What is no trouble of SQLite's stays what it is. */
export const inOurWords = (file: string, error: unknown): unknown => {
  const code = codeOf(error);
  if (code === undefined) return error;
  const text = (error as Error).message;
  if (code === CODES.notADatabase) return new StoreFileRefused(file, 'is not a database', { cause: error });
  if (code === CODES.corrupt) return new StoreFileRefused(file, 'is damaged or was cut short', { cause: error });
  return new StoreUnavailable(`The store ${file} does not answer: ${text}.`, { cause: error });
};
