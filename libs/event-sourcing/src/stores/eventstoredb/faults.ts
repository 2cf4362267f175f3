import { ErrorType } from '@eventstore/db-client';

/** Nothing came in the time that was given for it: whether anything happened is not known. */
export class Silence extends Error {
  constructor(what: string, ms: number) {
    super(`${what}: no answer in ${ms} ms.`);
    this.name = 'Silence';
  }
}

type ClientError = Error & { type?: unknown; code?: unknown; actualVersion?: unknown };

const asClientError = (error: unknown): ClientError => (error instanceof Error ? error : new Error(String(error)));

/** gRPC: INVALID_ARGUMENT, PERMISSION_DENIED, UNIMPLEMENTED, UNAUTHENTICATED. Asking again gives the same answer. */
const LASTING_CODES: readonly unknown[] = [3, 7, 12, 16];
/** The client's words for trouble between it and the server, or within the server: what was asked may have happened. */
const PASSING_TYPES: readonly unknown[] = [
  ErrorType.UNAVAILABLE,
  ErrorType.DEADLINE_EXCEEDED,
  ErrorType.CANCELLED,
  ErrorType.TIMEOUT,
  ErrorType.NOT_LEADER,
  ErrorType.UNKNOWN,
];

/** Is this trouble that may pass, with an unknown outcome? By `type` and `code`, never by the text. */
export const mayPass = (error: unknown): boolean => {
  if (error instanceof Silence) return true;
  const { type, code, name } = asClientError(error);
  if (LASTING_CODES.includes(code)) return false;
  // While the server is down the client throws plain errors: gRPC's own with a code, and those of discovery and of a closed channel without.
  return type === undefined ? name === 'Error' : PASSING_TYPES.includes(type);
};

/** The connection itself is in doubt, not only this call. After `NotLeaderError` the client goes to the leader by itself. */
export const blamesConnection = (error: unknown): boolean =>
  mayPass(error) && asClientError(error).type !== ErrorType.NOT_LEADER && asClientError(error).type !== ErrorType.UNKNOWN;

export const isConflict = (error: unknown): error is Error & { actualVersion: bigint | 'no_stream' } =>
  asClientError(error).type === ErrorType.WRONG_EXPECTED_VERSION;

export const isMissingStream = (error: unknown): boolean => asClientError(error).type === ErrorType.STREAM_NOT_FOUND;

export const isTooLarge = (error: unknown): boolean => asClientError(error).type === ErrorType.MAXIMUM_APPEND_SIZE_EXCEEDED;
