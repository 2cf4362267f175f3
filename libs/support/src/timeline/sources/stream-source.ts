import { type EventStore, firstRevision } from '@causeway/event-sourcing';
import type { Recorded, Stored, Vocabulary } from '@causeway/event-sourcing/model';
import type { Entry, Source, TimelineItem } from '../entry';

export type StreamPart = Readonly<{
  stream: string;
  /** Only these of its facts. */
  wanted?: (fact: Stored) => boolean;
  item: (fact: Recorded) => TimelineItem | Promise<TimelineItem>;
}>;

/** The facts of one stream, straight from the record: no index is needed, for a stream is one. */
export const streamSource =
  (store: EventStore, vocabulary: Vocabulary, { stream, wanted, item }: StreamPart): Source =>
  async ([position], limit) => {
    const entries: Entry[] = [];
    // A fact is the first of its position, so behind a key of its position it has been seen.
    let from = await revisionBehind(store, stream, position);
    while (entries.length < limit) {
      const facts = await store.read(stream, { from, limit: Math.max(limit, 50) });
      for (const stored of facts.filter(wanted ?? (() => true)))
        entries.push({ key: [stored.position, 0], item: () => item(vocabulary.current(stored)) });
      if (facts.length < Math.max(limit, 50)) break;
      from = facts.at(-1)!.revision + 1;
    }
    return entries.slice(0, limit);
  };

/** The first revision whose position lies behind this one: positions grow with revisions, so halving finds it. */
export const revisionBehind = async (store: EventStore, stream: string, position: number): Promise<number> => {
  if (position <= 0) return 0;
  return firstRevision(store, stream, (fact) => fact.position > position);
};
