import type { EventStore, FactPlace } from '@causeway/event-sourcing';
import type { Recorded, Vocabulary } from '@causeway/event-sourcing/model';
import type { Source, TimelineItem } from '../entry';

export type PlacesPart = Readonly<{
  /** What an index finds behind a position, ascending. */
  find: (after: number, limit: number) => Promise<readonly FactPlace[]>;
  item: (fact: Recorded) => TimelineItem | Promise<TimelineItem>;
}>;

/** Facts of many streams that an index knows: each is read where it stands, and only when it is shown. */
export const placeSource =
  (store: EventStore, vocabulary: Vocabulary, { find, item }: PlacesPart): Source =>
  async ([position], limit) =>
    (await find(position, limit)).map((place) => ({
      key: [place.position, 0] as const,
      item: async () => {
        const [stored] = await store.read(place.stream, { from: place.revision, limit: 1 });
        return item(vocabulary.current(stored!));
      },
    }));
