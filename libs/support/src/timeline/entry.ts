import type { Json } from '@causeway/event-sourcing/model';

export type Kind = 'event' | 'refusal' | 'delivery' | 'waiting' | 'look';

/** One line of `GET /api/v1/timeline` (spec 60). */
export type TimelineItem = Readonly<{
  position: string;
  occurredOn: string;
  kind: Kind;
  type: string;
  subject: string;
  actor: string;
  correlationId: string | null;
  causationId: string | null;
  data: Json;
  /** Of a fact: its id, which others name as their cause, and its place in its stream. */
  id?: string;
  revision?: number;
}>;

/** Where an entry stands: its position, and its place among those of one position. */
export type Key = readonly [position: number, place: number];

export type Entry = Readonly<{ key: Key; item: () => TimelineItem | Promise<TimelineItem> }>;

/** Something that a timeline is made of; gives the next entries behind a key, in order. */
export type Source = (after: Key, limit: number) => Promise<readonly Entry[]>;

export const START: Key = [0, 0];

export const compare = (a: Key, b: Key): number => a[0] - b[0] || a[1] - b[1];
