import { hash } from 'node:crypto';
import { idFrom } from '@causeway/event-sourcing';
import type { News, Recorded } from '@causeway/event-sourcing/model';
import { consumerKey } from '../consumer/domain/consumer';

/** What is told of one fact, made once however many consumers and attempts there are. */
export type Told = Readonly<{
  eventId: string;
  position: number;
  messageType: string;
  contractType: string;
  subject: string;
  /** The tenant to name as `tid` to read it. */
  tenantId: string;
  recipient: string;
  occurredOn: string;
  /** 32 hex digits. */
  traceId: string;
  /** Who caused it, when a person did. */
  userId: string | null;
  /** Whose key seals what is answered: who can be forgotten takes the answer along. */
  sealedFor: string;
  /** JSON. */
  body: string;
}>;

/** One message to one consumer. */
export type Message = Readonly<{ messageId: string; position: number; told: Told }>;

export const toldOf = (fact: Recorded, news: News): Told => {
  const userId = fact.meta.actor.startsWith('user:') ? fact.meta.actor.slice('user:'.length) : null;
  return {
    eventId: fact.id,
    position: fact.position,
    messageType: news.messageType,
    contractType: contractTypeOf(news.messageType),
    subject: news.subject,
    tenantId: news.tenantId,
    recipient: news.recipient,
    occurredOn: fact.occurredOn,
    traceId: traceIdOf(fact.meta.correlationId),
    userId,
    sealedFor: userId === null ? `tenant:${fact.meta.tenantId.toLowerCase()}` : `user:${userId}`,
    body: JSON.stringify(news.payload),
  };
};

export const contractTypeOf = (messageType: string): string => messageType.slice(messageType.lastIndexOf('.') + 1);

/** The same for every attempt, every redelivery and every replay: made of the consumer and the event (spec 25, *Promises*, 1). */
export const messageIdOf = (owner: string, consumerCode: string, eventId: string): string =>
  idFrom(`consumer-${consumerKey(owner, consumerCode)}`, eventId);

const traceIdOf = (correlationId: string): string => {
  const bare = correlationId.replaceAll('-', '').toLowerCase();
  return /^[0-9a-f]{32}$/.test(bare) && !/^0+$/.test(bare) ? bare : hash('sha256', correlationId, 'hex').slice(0, 32);
};
