import { type History, sharedStreamOf } from '@causeway/event-sourcing/model';
import type { LaneAdvanced, LaneEvent, Outcome } from './lane.events';

/** The first outstanding message of a subject was attempted and not accepted. */
export type Failing = Readonly<{
  place: number;
  position: number;
  messageId: string;
  number: number;
  tries: number;
  state: 'failed' | 'unacked' | 'exhausted';
  /** When it is tried again; null: at once, or never when exhausted. */
  nextAttemptOn: string | null;
  /** How long that wait was meant to be: a clock that jumped cannot make it longer. */
  delayMs: number;
}>;

export type Lane = Readonly<{
  worker: string | null;
  replay: boolean;
  batch: number;
  low: number;
  /** Settled above `low`, ascending. */
  done: readonly number[];
  /** Known and not settled, at or below `low` or failed: places by subject, ascending. */
  outstanding: Readonly<Record<string, readonly number[]>>;
  failing: Readonly<Record<string, Failing>>;
  /** The first failure since the last success; null after a success. */
  onlyFailuresSince: string | null;
  revivedAt: number;
  heeded: number;
}>;

export const lane: History<Lane, LaneEvent> = {
  category: 'lane',
  version: 1,
  initial: {
    worker: null,
    replay: false,
    batch: 0,
    low: 0,
    done: [],
    outstanding: {},
    failing: {},
    onlyFailuresSince: null,
    revivedAt: 0,
    heeded: -1,
  },
  evolve: (state, fact) => {
    switch (fact.type) {
      case 'LaneTaken':
        return { ...state, worker: fact.data.worker, replay: fact.data.replay };
      case 'LaneAdvanced':
        return advance(state, fact.data);
      case 'LaneRevived':
        return {
          ...state,
          revivedAt: fact.data.revivedAt,
          onlyFailuresSince: null,
          failing: Object.fromEntries(
            Object.entries(state.failing).map(([subject, failing]) => [
              subject,
              { ...failing, tries: 0, state: 'unacked' as const, nextAttemptOn: null, delayMs: 0 },
            ]),
          ),
        };
    }
  },
};

/** `key` as `laneKey` gives it; replays and redeliveries run in a lane beside the first. */
export const laneStream = (key: string, replay = false) => sharedStreamOf(lane, replay ? `${key}.replay` : key);

/** An exhausted message holds its subject; a replayed one holds nothing that anybody could free, so it is let go. */
export const isSettled = ({ state }: Pick<Outcome, 'state'>, replay: boolean): boolean =>
  state === 'delivered' || state === 'skipped' || (replay && state === 'exhausted');

type Changing = {
  done: number[];
  outstanding: Record<string, readonly number[]>;
  failing: Record<string, Failing>;
  onlyFailuresSince: string | null;
};

const advance = (state: Lane, { batch, low, outcomes, outstanding, heeded }: LaneAdvanced['data']): Lane => {
  if (batch <= state.batch) return state;
  const next: Changing = {
    done: [...state.done],
    outstanding: outcomes.length + outstanding.length > 0 ? { ...state.outstanding } : state.outstanding,
    failing: state.failing,
    onlyFailuresSince: state.onlyFailuresSince,
  };
  // In this order: what became outstanding may have been settled before the batch was written.
  for (const [subject, places] of outstanding) next.outstanding[subject] = merge(next.outstanding[subject], places);
  for (const outcome of outcomes) settle(next, outcome, state);
  return {
    ...state,
    batch,
    low,
    outstanding: next.outstanding,
    failing: next.failing,
    onlyFailuresSince: next.onlyFailuresSince,
    done: next.done.filter((place) => place > low).sort((a, b) => a - b),
    heeded: Math.max(heeded, state.heeded),
  };
};

const settle = (next: Changing, outcome: Outcome, { replay, low }: Lane): void => {
  const { subject, place, state, number, tries, nextAttemptOn, messageId, position } = outcome;
  if (state === 'delivered') next.onlyFailuresSince = null;
  if (state === 'failed' || state === 'exhausted') next.onlyFailuresSince ??= outcome.startedOn;
  const waiting = next.outstanding[subject];
  if (isSettled(outcome, replay)) {
    if (waiting?.includes(place)) {
      const left = waiting.filter((one) => one !== place);
      if (left.length > 0) next.outstanding[subject] = left;
      else delete next.outstanding[subject];
    }
    if (place > low) next.done.push(place);
    if (next.failing[subject]?.place === place) {
      const { [subject]: _, ...others } = next.failing;
      next.failing = others;
    }
    return;
  }
  next.outstanding[subject] = merge(waiting, [place]);
  next.failing = {
    ...next.failing,
    [subject]: { place, position, messageId, number, tries, state: state as Failing['state'], nextAttemptOn, delayMs: delayOf(outcome) },
  };
};

const delayOf = ({ startedOn, durationMs, nextAttemptOn }: Outcome): number =>
  nextAttemptOn === null ? 0 : Math.max(0, Date.parse(nextAttemptOn) - Date.parse(startedOn) - durationMs);

const merge = (some: readonly number[] | undefined, more: readonly number[]): readonly number[] => {
  if (some === undefined) return [...more];
  const last = some.at(-1)!;
  if (more.every((place, i) => place > (i === 0 ? last : more[i - 1]!))) return [...some, ...more];
  return [...new Set([...some, ...more])].sort((a, b) => a - b);
};
