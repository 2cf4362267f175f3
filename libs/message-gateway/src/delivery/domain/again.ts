import { type Decision, type History, type Recorded, sharedStreamOf } from '@causeway/event-sourcing/model';
import type { AgainEvent, AgainItem } from './again.events';

/** What people asked of a consumer's deliveries. What became of it is in its lanes. */
export type Again = Readonly<{
  /** Revision of the newest fact that the lane of replays has to do. */
  queued: number;
  /** How far each replay has got into the queue. */
  parts: Readonly<Record<string, number>>;
  skipped: Readonly<Record<string, string>>;
  asked: readonly string[];
}>;

const REMEMBERED = 200;

export const again: History<Again, AgainEvent> = {
  category: 'again',
  version: 1,
  initial: { queued: -1, parts: {}, skipped: {}, asked: [] },
  evolve: (state, fact) => {
    switch (fact.type) {
      case 'DeliverySkipped':
        return { ...state, skipped: { ...state.skipped, [fact.data.messageId]: fact.data.reason } };
      case 'RedeliveryAsked':
        return { ...state, queued: fact.revision, asked: [...state.asked, fact.data.redeliveryId].slice(-REMEMBERED) };
      case 'ReplayQueued':
        return { ...state, queued: fact.revision, parts: { ...state.parts, [fact.data.jobId]: fact.data.part } };
    }
  },
};

export const againStream = (laneKey: string) => sharedStreamOf(again, laneKey);

type Decide = Decision<Again, AgainEvent>;

export const skip =
  (item: AgainItem, reason: string): Decide =>
  (state) =>
    state.skipped[item.messageId] === undefined ? [{ type: 'DeliverySkipped', data: { ...item, reason } }] : [];

export const redeliver =
  (item: AgainItem, redeliveryId: string): Decide =>
  (state) =>
    state.asked.includes(redeliveryId) ? [] : [{ type: 'RedeliveryAsked', data: { ...item, redeliveryId } }];

/** Parts are numbered 1, 2, …: one that was queued before a crash is not queued twice. */
export const queuePart =
  (jobId: string, part: number, items: readonly AgainItem[]): Decide =>
  (state) =>
    (state.parts[jobId] ?? 0) >= part ? [] : [{ type: 'ReplayQueued', data: { jobId, part, items } }];

/** Places in the lane of replays: by the fact, then by its place in it. */
export const MOST_IN_A_PART = 500;
const STEP = 1000;
export const placeOf = (revision: number, index: number): number => (revision + 1) * STEP + index;
export const revisionOf = (place: number): number => Math.floor(place / STEP) - 1;
export const indexOf = (place: number): number => place % STEP;

/** What the list of deliveries calls a message that is sent again: its original keeps its own name. */
export const copyIdOf = (messageId: string, place: number): string => `${messageId}~${place}`;

export const itemsOf = ({ type, data }: Recorded<AgainEvent>): readonly AgainItem[] =>
  type === 'RedeliveryAsked' ? [data] : type === 'ReplayQueued' ? data.items : [];
