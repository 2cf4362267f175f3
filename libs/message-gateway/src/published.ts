import type { Recorded } from '@causeway/event-sourcing/model';
import type { AgainEvent } from './delivery/domain/again.events';
import type { LaneEvent, Outcome } from './lane/domain/lane.events';

/** What other contexts may know of the gateway. Words here only grow. */

/** Categories of its facts: consumers, their lanes, and what people asked for. */
export const GATEWAY_CATEGORIES = ['consumer', 'lane', 'again'] as const;

/** What the timeline and the console call facts of the gateway, where spec 25 gives them a name of their own. */
export const SHOWN_AS: Readonly<Record<string, string>> = { ConsumerDisabled: 'gateway.consumer-disabled' };

/** One attempt to tell somebody, as the timeline shows it. */
export type AttemptTold = Pick<
  Outcome,
  'messageId' | 'subject' | 'number' | 'state' | 'startedOn' | 'durationMs' | 'status' | 'error' | 'nextAttemptOn'
> &
  Readonly<{
    /** Key of the consumer: its owner and its code. */
    consumer: string;
    replay: boolean;
    /** Position of the fact that was told. */
    of: number;
  }>;

/** The attempts that a fact of the category `lane` records. */
export const attemptsTold = (fact: Recorded): readonly AttemptTold[] => {
  const { type, data, stream } = fact as Recorded<LaneEvent>;
  if (type !== 'LaneAdvanced') return [];
  const lane = stream.slice('lane-'.length);
  const replay = lane.endsWith('.replay');
  const consumer = lane.replace(/~\d+(\.replay)?$/, '');
  return data.outcomes.map(({ messageId, subject, number, state, startedOn, durationMs, status, error, nextAttemptOn, position }) => ({
    ...{ messageId, subject, number, state, startedOn, durationMs, status, error, nextAttemptOn },
    consumer,
    replay,
    of: position,
  }));
};

/** Where a fact of the category `again` is. */
export type AskedAt = Readonly<{ stream: string; revision: number; position: number }>;

/** What such a fact says of one message, and nothing of the others that it may name. */
export const askedOfMessage = (fact: Recorded, messageId: string): Readonly<Record<string, string>> => {
  const { type, data } = fact as Recorded<AgainEvent>;
  if (type === 'DeliverySkipped') return { messageId, reason: data.reason };
  return type === 'ReplayQueued' ? { messageId, jobId: data.jobId } : { messageId };
};

/** One message about a subject, and everything that was tried to have it heard. */
export type DeliveryTold = Readonly<{
  messageId: string;
  consumerCode: string;
  messageType: string;
  subject: string;
  tenantId: string;
  /** Position of the fact that it tells of, and when that happened. */
  of: number;
  occurredOn: string;
  replay: boolean;
  /** As in the list of deliveries. */
  state: string;
  nextAttemptOn: string | null;
  /** Why it has not been heard yet: a sentence; null when it was, or never will be. */
  waitsBecause: string | null;
  /** Where the fact is by which a person gave this one up, or had this copy sent again. */
  asked: AskedAt | null;
  attempts: readonly Readonly<{
    number: number;
    startedOn: string;
    durationMs: number;
    status: number | null;
    error: string | null;
    /** Position of the fact that records it. */
    recordedAt: number;
    /** What was answered, opened when it is asked for; null when there was nothing, or nothing that this reader may see. */
    answer: (() => Promise<string | null>) | null;
  }>[];
}>;

/** What was told about one subject, for the timeline of that subject. Who may ask is the asker's to decide. */
export abstract class SubjectDeliveries {
  abstract of(subject: string, reader: Readonly<{ isOperator: boolean }>): Promise<readonly DeliveryTold[]>;
}
