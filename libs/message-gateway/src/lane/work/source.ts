import type { EventStore } from '@causeway/event-sourcing';
import type { News, Recorded, Vocabulary } from '@causeway/event-sourcing/model';
import type { RegisteredConsumer } from '../../consumer/domain/consumer';
import { againStream, indexOf, itemsOf, revisionOf } from '../../delivery/domain/again';
import type { AgainEvent } from '../../delivery/domain/again.events';
import { type Message, messageIdOf, type Told, toldOf } from '../../message/message';
import type { Newsroom } from '../../news';
import { keyOfRecipient } from './registry';

/** A message in a lane; `redelivery`: when it is accepted, the original counts as delivered. */
export type LaneItem = Message & Readonly<{ redelivery?: true }>;

/** What happened, as messages: read from the log whenever it is not at hand. */
export class MessageSource {
  constructor(
    private readonly store: EventStore,
    private readonly vocabulary: Vocabulary,
    readonly newsroom: Newsroom,
  ) {}

  /** What one consumer is told of a fact; null when the fact is not for it. */
  messageOf(fact: Recorded, consumer: Pick<RegisteredConsumer, 'owner' | 'consumerCode'>, key: string): Message | null {
    const news = this.newsFor(fact, key);
    return news === null ? null : messageTo(consumer, toldOf(fact, news));
  }

  newsFor(fact: Recorded, key: string): News | null {
    return this.newsroom.tell(fact).find((one) => keyOfRecipient(one.recipient) === key) ?? null;
  }

  async at(position: number, consumer: Pick<RegisteredConsumer, 'owner' | 'consumerCode'>, key: string): Promise<Message | null> {
    const { facts } = await this.store.readAll({ after: position - 1, categories: this.newsroom.categories, limit: 1 });
    const stored = facts[0];
    return stored === undefined || stored.position !== position ? null : this.messageOf(this.vocabulary.current(stored), consumer, key);
  }
}

export const messageTo = ({ owner, consumerCode }: Pick<RegisteredConsumer, 'owner' | 'consumerCode'>, told: Told): Message => ({
  messageId: messageIdOf(owner, consumerCode, told.eventId),
  position: told.position,
  told,
});

/** What a place in the lane of replays stands for. */
export const replayedAt = async (store: EventStore, vocabulary: Vocabulary, laneKey: string, place: number) => {
  const [stored] = await store.read(againStream(laneKey).name, { from: revisionOf(place), limit: 1 });
  if (stored === undefined) return null;
  const fact = vocabulary.current<AgainEvent>(stored);
  const item = itemsOf(fact)[indexOf(place)];
  return item === undefined ? null : { item, redelivery: fact.type === 'RedeliveryAsked' };
};
