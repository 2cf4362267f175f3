import type { Recorded } from '@causeway/event-sourcing/model';
import type { LaneEvent, Outcome } from './lane/domain/lane.events';

/** What other contexts may know of the gateway. Words here only grow. */

/** Categories of its facts: consumers, their lanes, and what people asked for. */
export const GATEWAY_CATEGORIES = ['consumer', 'lane', 'again'] as const;

/** One attempt to tell somebody, as the timeline shows it. */
export type AttemptTold = Pick<Outcome, 'messageId' | 'subject' | 'number' | 'state' | 'startedOn' | 'durationMs' | 'status' | 'error' | 'nextAttemptOn'> &
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
