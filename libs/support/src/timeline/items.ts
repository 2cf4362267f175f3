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
export const eventItem = ({ subject, standing, name }: Seen, fact: Recorded): TimelineItem | Promise<TimelineItem> => {
  const data = subject.data ? subject.data(fact, standing.state) : fact.data;
  return data instanceof Promise
    ? data.then((shown) => itemOf(fact, 'event', name, withoutSealed(shown)))
    : itemOf(fact, 'event', name, withoutSealed(data));
};

export const refusalItem = (fact: Recorded): TimelineItem => {
  const { subject, ...data } = (fact as Recorded<CommandRefused>).data;
  return itemOf(fact, 'refusal', subject, data);
};

export const lookItem = (fact: Recorded, name: string): TimelineItem => {
  const { subject, what, reason } = (fact as Recorded<SupportLooked>).data;
  return itemOf(fact, 'look', subject ?? name, { what, reason });
};

/** Sealed text and hashes say nothing to anybody and are not shown (spec 70, *Secrets*). What holds neither stays as it is. */
export const withoutSealed = (data: Json): Json => {
  if (typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data)) {
    const list = data.map(withoutSealed);
    return list.some((one, i) => one !== data[i]) ? list : data;
  }
  const fields = data as Readonly<Record<string, Json>>;
  if (typeof fields['sealed'] === 'string') return null;
  let shown: Record<string, Json> | null = null;
  for (const name in fields) {
    const value = fields[name]!;
    const bare = name === 'hash' ? '********' : withoutSealed(value);
    if (bare === value) continue;
    shown ??= { ...fields };
    shown[name] = bare;
  }
  return shown ?? data;
};
