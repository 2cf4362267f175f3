import { view } from '@causeway/event-sourcing';
import type { Event, News, Recorded } from '@causeway/event-sourcing/model';
import { Schema } from 'mongoose';
import { type Consumer, consumer, laneKey } from '../../consumer/domain/consumer';
import type { ConsumerEvent } from '../../consumer/domain/consumer.events';
import type { LaneAdvanced, LaneEvent, Outcome } from '../../lane/domain/lane.events';
import { isTold, keyOfRecipient } from '../../lane/work/registry';
import { messageIdOf } from '../../message/message';
import { newsroom, PUBLISHERS } from '../../news';
import type { AskedAt } from '../../published';
import { copyIdOf, itemsOf, placeOf } from '../domain/again';
import type { AgainEvent } from '../domain/again.events';
import { type DeliveryDocument, withOutcome } from './delivery-document';

/** Every consumer as it stands at this place of the log: the same news is due to the same consumers whenever it is asked. */
export type Consumers = Readonly<Record<string, Consumer>>;

/** Messages of news, their attempts from the lanes, and what people asked for, as one list. It may lag; the lanes do not. */
export const deliveriesOf = (publishers: Parameters<typeof newsroom>[0]) => {
  const room = newsroom(publishers);

  const dueOf = (fact: Recorded, consumers: Consumers): [id: string, document: DeliveryDocument][] =>
    room.tell(fact).flatMap((news) => {
      const key = keyOfRecipient(news.recipient);
      const then = consumers[key];
      if (then === undefined || then.status === 'none' || !isTold(then, news)) return [];
      const messageId = messageIdOf(then.owner, then.consumerCode, fact.id);
      return [[messageId, begun(fact, news, { messageId, consumer: key, consumerCode: then.consumerCode, lane: laneKey(then) })]];
    });

  // A fact is asked for its keys, and then again for each of them.
  const known = new WeakMap<Recorded, Readonly<{ consumers: Consumers; due: ReturnType<typeof dueOf> }>>();
  const due = (fact: Recorded, consumers: Consumers): ReturnType<typeof dueOf> => {
    const before = known.get(fact);
    if (before?.consumers === consumers) return before.due;
    const now = dueOf(fact, consumers);
    known.set(fact, { consumers, due: now });
    return now;
  };

  return view<Event, DeliveryDocument, Consumers>({
    name: 'deliveries',
    version: 3,
    categories: [...new Set([...room.categories, 'consumer', 'lane', 'again'])],
    memory: {
      initial: {},
      evolve: (consumers, fact) => {
        if (!fact.stream.startsWith('consumer-')) return consumers;
        const key = fact.stream.slice('consumer-'.length);
        const before = consumers[key] ?? consumer.initial;
        const after = consumer.evolve(before, fact as Recorded<ConsumerEvent>);
        return after === before ? consumers : { ...consumers, [key]: after };
      },
    },
    keys: (fact, consumers) => {
      if (fact.type === 'LaneAdvanced') return [...outcomesOf(fact).keys()];
      if (fact.stream.startsWith('again-')) return askedOf(fact as Recorded<AgainEvent>).map(([id]) => id);
      return due(fact, consumers).map(([id]) => id);
    },
    fold: (document, fact, key, consumers) => {
      if (fact.type === 'LaneAdvanced') {
        const outcomes = outcomesOf(fact).get(key) ?? [];
        return outcomes.reduce((now, outcome) => now && withOutcome(now, outcome, fact.position), document);
      }
      if (fact.type === 'DeliverySkipped') {
        const asked = placeOfFact(fact);
        if (document === null || document.state === 'delivered') return document && { ...document, asked };
        return { ...document, state: 'skipped', nextAttemptOn: null, asked };
      }
      if (fact.stream.startsWith('again-')) {
        const [, item, place] = askedOf(fact as Recorded<AgainEvent>).find(([id]) => id === key)!;
        const lane = fact.stream.slice('again-'.length);
        const home = lane.replace(/~\d+$/, '');
        const owner = consumers[home];
        return {
          consumer: home,
          consumerCode: owner && owner.status !== 'none' ? owner.consumerCode : home,
          lane: `${lane}.replay`,
          occurredOn: fact.occurredOn,
          replay: true,
          place,
          state: 'waiting',
          nextAttemptOn: null,
          attempts: [],
          asked: placeOfFact(fact),
          ...item,
        };
      }
      if (document !== null) return document;
      const begins = due(fact, consumers).find(([id]) => id === key);
      return begins ? { ...begins[1] } : null;
    },
    schema,
  });
};

const begun = (
  fact: Recorded,
  { messageType, subject, tenantId }: News,
  whose: Pick<DeliveryDocument, 'messageId' | 'consumer' | 'consumerCode' | 'lane'>,
): DeliveryDocument => ({
  messageType,
  subject,
  tenantId,
  position: fact.position,
  occurredOn: fact.occurredOn,
  replay: false,
  place: fact.position,
  state: 'waiting',
  nextAttemptOn: null,
  attempts: [],
  // What is added stands before what is copied: V8 takes far longer the other way round.
  ...whose,
});

const placeOfFact = ({ stream, revision, position }: Recorded): AskedAt => ({ stream, revision, position });

const outcomesKnown = new WeakMap<Recorded, ReadonlyMap<string, readonly Outcome[]>>();

/** The outcomes of one append, by the document that each belongs to; taken apart once, for there are hundreds. */
const outcomesOf = (fact: Recorded): ReadonlyMap<string, readonly Outcome[]> => {
  const before = outcomesKnown.get(fact);
  if (before !== undefined) return before;
  const replay = fact.stream.endsWith('.replay');
  const byId = new Map<string, Outcome[]>();
  for (const outcome of (fact as Recorded<Extract<LaneEvent, LaneAdvanced>>).data.outcomes) {
    const id = replay ? copyIdOf(outcome.messageId, outcome.place) : outcome.messageId;
    const others = byId.get(id);
    if (others) others.push(outcome);
    else byId.set(id, [outcome]);
  }
  outcomesKnown.set(fact, byId);
  return byId;
};

const askedOf = (
  fact: Recorded<AgainEvent>,
): [id: string, item: Pick<DeliveryDocument, 'messageId' | 'position' | 'subject' | 'messageType' | 'tenantId'>, place: number][] => {
  if (fact.type === 'DeliverySkipped') return [[fact.data.messageId, fact.data, 0]];
  return itemsOf(fact).map(({ messageId, position, subject, messageType, tenantId }, i) => {
    const place = placeOf(fact.revision, i);
    return [copyIdOf(messageId, place), { messageId, position, subject, messageType, tenantId }, place];
  });
};

const NEWEST = { position: -1, _id: -1 } as const;
/** Each begins with what is asked for and goes on in the order of every page; what else may be asked stands last, to be seen there. */
export const BY = {
  newest: { ...NEWEST, messageType: 1, occurredOn: 1, lane: 1 },
  state: { state: 1, ...NEWEST, lane: 1 },
  consumer: { consumer: 1, ...NEWEST, messageType: 1, occurredOn: 1, lane: 1 },
  consumerAndState: { consumer: 1, state: 1, ...NEWEST, lane: 1 },
  subject: { subject: 1, ...NEWEST },
  message: { messageId: 1, place: -1 },
} as const;
const schema = new Schema(
  {
    _id: String,
    messageId: String,
    consumer: String,
    lane: String,
    messageType: String,
    subject: String,
    position: Number,
    occurredOn: String,
    replay: Boolean,
    place: Number,
    state: String,
  },
  { strict: false, versionKey: false },
);
for (const key of Object.values(BY)) schema.index(key);

export const deliveries = deliveriesOf(PUBLISHERS);
