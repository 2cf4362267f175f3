import type { Json, Recorded } from '@causeway/event-sourcing/model';
import { SHOWN_AS } from '@causeway/message-gateway/published';
import type { SupportLooked } from '../look/domain/look.events';
import type { CommandRefused } from '../refusal/domain/refusal.events';
import type { Kind, TimelineItem } from './entry';
import type { Seen } from './viewing';

export const itemOf = (fact: Recorded, kind: Kind, subject: string, data: Json): TimelineItem => {
  const { position, occurredOn, type, meta, id, revision } = fact;
  const { actor, correlationId, causationId } = meta;
  const shownAs = SHOWN_AS[type] ?? type;
  return { position: String(position), occurredOn, kind, type: shownAs, subject, actor, correlationId, causationId, data, id, revision };
};

/** A fact as its own context's doors would show it; what is still sealed after that is nobody's to read here. */
export const eventItem = async ({ subject, standing, name }: Seen, fact: Recorded): Promise<TimelineItem> =>
  itemOf(fact, 'event', name, withoutSealed(subject.data ? await subject.data(fact, standing.state) : fact.data));

export const refusalItem = (fact: Recorded): TimelineItem => {
  const { subject, ...data } = (fact as Recorded<CommandRefused>).data;
  return itemOf(fact, 'refusal', subject, data);
};

export const lookItem = (fact: Recorded, name: string): TimelineItem => {
  const { subject, what, reason } = (fact as Recorded<SupportLooked>).data;
  return itemOf(fact, 'look', subject ?? name, { what, reason });
};

/** Sealed text and hashes say nothing to anybody and are not shown (spec 70, *Secrets*). */
export const withoutSealed = (data: Json): Json => {
  if (Array.isArray(data)) return data.map(withoutSealed);
  if (typeof data !== 'object' || data === null) return data;
  const entries = Object.entries(data as Readonly<Record<string, Json>>);
  if (entries.some(([name, value]) => name === 'sealed' && typeof value === 'string')) return null;
  return Object.fromEntries(entries.map(([name, value]) => [name, name === 'hash' ? '********' : withoutSealed(value)]));
};
