import type { Beside, EventStore, Waits } from '@causeway/event-sourcing';
import type { Recorded, Vocabulary } from '@causeway/event-sourcing/model';
import { compare, type Entry, type Source, type TimelineItem } from '../entry';
import { eventItem, itemOf, withoutSealed } from '../items';
import type { Seen } from '../viewing';
import { placeSource } from './place-source';
import { streamSource } from './stream-source';

/** Lines of a thing's story that lie in other streams: facts, attempts to tell somebody, and what waits. */
export const besideSources = (store: EventStore, vocabulary: Vocabulary, seen: Seen, beside: Beside): readonly Source[] => {
  const { facts, wanted, waiting } = beside;
  const item = (fact: Recorded) => besideItem(seen, beside, fact);
  const found =
    'stream' in facts
      ? streamSource(store, vocabulary, { stream: facts.stream, item, ...(wanted ? { wanted } : {}) })
      : placeSource(store, vocabulary, { find: facts.find, item });
  return waiting ? [found, waitingSource(store, vocabulary, seen, waiting)] : [found];
};

const besideItem = async (seen: Seen, { show }: Beside, fact: Recorded): Promise<TimelineItem> => {
  if (!show) return eventItem({ ...seen, subject: { ...seen.subject, data: undefined as never } }, fact);
  const { kind, type, data, occurredOn } = await show(fact);
  return { ...itemOf(fact, kind, seen.name, withoutSealed(data)), type, ...(occurredOn === undefined ? {} : { occurredOn }) };
};

const waitingSource =
  (store: EventStore, vocabulary: Vocabulary, { name }: Seen, waiting: () => Promise<readonly Waits[]>): Source =>
  async (after, limit) => {
    const entries = await Promise.all(
      (await waiting()).map(async ({ stream, revision, type, data }): Promise<Entry[]> => {
        const [stored] = await store.read(stream, { from: revision, limit: 1 });
        if (stored === undefined) return [];
        const fact = vocabulary.current(stored);
        const { id: causationId, position, occurredOn, meta } = fact;
        const { actor, correlationId } = meta;
        const item = {
          position: String(position),
          occurredOn,
          kind: 'waiting' as const,
          type,
          subject: name,
          actor,
          correlationId,
          causationId,
          data,
        };
        return [{ key: [position, 1] as const, item: () => item }];
      }),
    );
    return entries
      .flat()
      .filter(({ key }) => compare(key, after) > 0)
      .sort((a, b) => compare(a.key, b.key))
      .slice(0, limit);
  };
