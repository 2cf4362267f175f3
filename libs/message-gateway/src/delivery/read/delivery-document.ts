import type { Outcome } from '../../lane/domain/lane.events';
import type { AskedAt } from '../../published';

export type Attempt = Pick<Outcome, 'number' | 'startedOn' | 'status' | 'durationMs' | 'error' | 'answer' | 'sealedFor' | 'listed'> &
  Readonly<{
    /** Position of the fact that records it: its place in a timeline. */
    recordedAt: number;
  }>;

/** How a delivery stands by its own record; that it is held is a matter of its subject and its consumer, and is seen when it is read. */
export type OwnState = 'waiting' | 'delivered' | 'failed' | 'exhausted' | 'skipped';

export type DeliveryDocument = Readonly<{
  messageId: string;
  /** Key of its consumer. */
  consumer: string;
  consumerCode: string;
  lane: string;
  messageType: string;
  subject: string;
  tenantId: string;
  position: number;
  occurredOn: string;
  replay: boolean;
  /** Its place in its lane. */
  place: number;
  state: OwnState;
  nextAttemptOn: string | null;
  attempts: readonly Attempt[];
  /** Where the fact is by which it was given up, or by which this copy was asked for; none had to be for most. */
  asked?: AskedAt;
}>;

/** gRPC has no last attempt: of those, the newest are enough. */
const MOST_ATTEMPTS = 100;

/** The delivery after one more outcome. The same outcome twice changes nothing. */
export const withOutcome = (document: DeliveryDocument, outcome: Outcome, recordedAt: number): DeliveryDocument => {
  if (document.state === 'delivered' || document.state === 'skipped') return document;
  const { state, nextAttemptOn, number, startedOn, status, durationMs, error, answer, sealedFor, listed } = outcome;
  const attempt: Attempt = { number, startedOn, status, durationMs, error, answer, sealedFor, recordedAt, ...(listed ? { listed } : {}) };
  const known = state === 'skipped' || document.attempts.some((one) => one.number === number);
  return {
    ...document,
    state: state === 'unacked' ? 'waiting' : state,
    nextAttemptOn,
    attempts: known ? document.attempts : [...document.attempts, attempt].slice(-MOST_ATTEMPTS),
  };
};
