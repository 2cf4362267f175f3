import type { Event } from '@causeway/event-sourcing/model';

/** What became of one attempt, or of a skip. */
export type Outcome = Readonly<{
  messageId: string;
  /** Its place in the lane: the position in the log; in a lane of replays the place in the list of what was asked for. */
  place: number;
  /** Position of the fact that it tells of. */
  position: number;
  subject: string;
  /** Attempts are numbered 1, 2, …; a skip has the number of the last attempt. */
  number: number;
  /** `unacked`: the stream gave no answer (gRPC); it comes again at once and uses up no try. */
  state: 'delivered' | 'failed' | 'unacked' | 'exhausted' | 'skipped';
  /** Tries of the schedule that are used up. */
  tries: number;
  startedOn: string;
  durationMs: number;
  status: number | null;
  error: string | null;
  /** The first KiB of the answer, sealed for whom it may name; null when there was none. */
  answer: string | null;
  /** Who must be able to be forgotten: `user:{id}` or `tenant:{id}`; null without an answer. */
  sealedFor: string | null;
  /** It came from a host on the operator's list: only the operator sees it. */
  listed?: true;
  nextAttemptOn: string | null;
}>;

/** A worker took the lane: only who wrote the newest of these may go on. */
export type LaneTaken = Event<'LaneTaken', { worker: string; replay: boolean }>;

/** Many outcomes at once, and how far the lane has got. */
export type LaneAdvanced = Event<
  'LaneAdvanced',
  {
    /** 1, 2, …: the same batch written twice is one. */
    batch: number;
    /** Every message up to this place is settled, except those that are outstanding. */
    low: number;
    outcomes: readonly Outcome[];
    /** Newly outstanding at or below `low`: they wait behind a failure, or are still under way. */
    outstanding: readonly (readonly [subject: string, places: readonly number[]])[];
    /** Revision of the newest wish (to skip) that is settled in here; -1 for none. */
    heeded: number;
  }
>;

/** The consumer was resumed after it had been disabled: each failure starts anew at its first try. */
export type LaneRevived = Event<'LaneRevived', { revivedAt: number }>;

export type LaneEvent = LaneTaken | LaneAdvanced | LaneRevived;

/** The outcome of a message that a person gave up. */
export const skipped = (
  place: number,
  subject: string,
  { messageId, position }: Pick<Outcome, 'messageId' | 'position'>,
  number: number,
  tries: number,
  startedOn: string,
): Outcome => ({
  ...{ messageId, place, position, subject, number, state: 'skipped', tries, startedOn, durationMs: 0 },
  ...{ status: null, error: null, answer: null, sealedFor: null, nextAttemptOn: null },
});
