import type { Json, Meta } from './model/event';
import type { Stored } from './model/upcast';

/** A fact on its way into the store. `id` (a UUID) is chosen by the writer before the first attempt, so that an attempt whose outcome is unknown can be made again. */
export type Proposed = Readonly<{ id: string; type: string; data: Json; schemaVersion: number; occurredOn: string; meta: Meta }>;

/** The last revision of the stream as its writer knows it; `'none'`: the stream has no events yet. There is no "any": every append says what it has seen. */
export type Expected = number | 'none';

export type Receipt = Readonly<{
  /** Revision of the last event appended. */
  revision: number;
  /** Position of the last event appended. */
  position: number;
}>;

/** A stretch of the log, in order. */
export type Stretch = Readonly<{
  /** The facts of the wanted categories, ascending by position. May be empty. */
  facts: readonly Stored[];
  /** Everything up to here was looked at, wanted or not; where to go on from. Never goes back. */
  position: number;
  /** True when, at the moment of reading, nothing was left after `position`. */
  caughtUp: boolean;
}>;

export type SubscribeOptions = Readonly<{
  /** Go on after this position; 0 is the start. Exclusive. */
  after: number;
  /** Categories (the part of a stream's name before its first `-`); empty: every one. */
  categories: readonly string[];
  signal: AbortSignal;
  /** The most facts in one stretch; 1,000 unless told. */
  batch?: number;
}>;

/** The stream is not where the writer thought it was. */
export class RevisionConflict extends Error {
  constructor(
    readonly stream: string,
    readonly expected: Expected,
    readonly actual: Expected,
  ) {
    super(`Stream ${stream} is at ${actual}, not at ${expected}.`);
    this.name = 'RevisionConflict';
  }
}

/** The store is away, full or closing: nothing is known to be wrong with the request. Doors answer 503 with Retry-After. */
export class StoreUnavailable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreUnavailable';
  }
}

/** More than the store takes: 512 KiB an event, 1 MiB an append, on every store. */
export class AppendTooLarge extends Error {
  constructor(readonly bytes: number) {
    super(`An append of ${bytes} bytes is over the limit.`);
    this.name = 'AppendTooLarge';
  }
}

export const MAX_EVENT_BYTES = 512 * 1024;
export const MAX_APPEND_BYTES = 1024 * 1024;

/**
 * The port. Both stores keep these promises; `testing/event-store.contract.ts` is their text.
 *
 * - `append` is atomic and durable when it resolves. Repeating an append with the same ids at the same expected revision
 *   gives the first receipt again and writes nothing (also after a restart). Only part of a former append, or old and new
 *   ids mixed, is a conflict. An empty append is refused by `RangeError`.
 * - Revisions of a stream are 0, 1, 2, … without gaps; positions grow over the whole log.
 * - `read` of a stream that does not exist gives nothing.
 * - A subscription gives every fact of its categories once, in order of position, first what is there, then what comes;
 *   it survives an absence of the store by itself and ends only by its signal (quietly) or by an error that no waiting mends.
 * - There is no delete: the record is the record.
 */
export abstract class EventStore {
  abstract append(stream: string, expected: Expected, events: readonly Proposed[]): Promise<Receipt>;

  /** Facts of one stream, ascending from `from` (inclusive, default 0), at most `limit` of them (default all). */
  abstract read(stream: string, options?: { from?: number; limit?: number }): Promise<readonly Stored[]>;

  /** The newest facts of one stream, descending by revision, at most `limit` of them, at or below `from` (default the last). */
  abstract readBackwards(stream: string, options: { from?: number; limit: number }): Promise<readonly Stored[]>;

  /** The log itself, ascending, after a position (exclusive): one stretch of at most `limit` facts of the given categories. */
  abstract readAll(options: { after: number; categories: readonly string[]; limit: number }): Promise<Stretch>;

  abstract subscribe(options: SubscribeOptions): AsyncIterable<Stretch>;

  /** Position of the newest fact in the log; 0 when it is empty. */
  abstract head(): Promise<number>;

  /** Resolves when the store answers; rejects with `StoreUnavailable` when it does not. For readiness. */
  abstract ping(): Promise<void>;

  abstract close(): Promise<void>;
}
