import type { EventStore, Views } from '@causeway/event-sourcing';
import type { Recorded, Vocabulary } from '@causeway/event-sourcing/model';
import { type LookListed, lookList } from '../../look/read/look-list';
import type { Source, TimelineItem } from '../entry';

/** Looks at one subject, by the index over all tenants' looks. */
export const lookSource =
  (views: Views, store: EventStore, vocabulary: Vocabulary, subject: string, item: (fact: Recorded) => TimelineItem): Source =>
  async ([position], limit) => {
    const found = (await views
      .model(lookList)
      .find({ subject, position: { $gt: position } })
      .sort({ position: 1 })
      .limit(limit)
      .lean()) as unknown as LookListed[];
    return Promise.all(
      found.map(async (look) => {
        const [stored] = await store.read(look.stream, { from: look.revision, limit: 1 });
        return { key: [look.position, 0] as const, item: () => item(vocabulary.current(stored!)) };
      }),
    );
  };
