import { subject } from '@causeway/event-sourcing';
import type { Json, Recorded } from '@causeway/event-sourcing/model';
import { againStream } from '../../delivery/domain/again';
import type { AgainEvent } from '../../delivery/domain/again.events';
import { type Consumer, consumerStream, laneKey, MASTER } from '../domain/consumer';
import type { ConsumerEvent } from '../domain/consumer.events';
import { showConsumer } from './consumer-shown';

const SECRETS: ReadonlySet<string> = new Set(['signingSecret', 'securityCode']);

/** Each has a stream of its own, and anybody may remove and register as often as it likes. */
const MOST_REGISTRATIONS = 20;

/** A tenant id has no dot and an application's code has one, so the code says whose it is. */
const ownerOf = (code: string): string => (code.includes('.') ? MASTER : code.toLowerCase());

/** Of a replay how many, for it names hundreds; each stands in the timeline of what it is about. */
const askedOf = ({ type, data }: Recorded<AgainEvent>): Json => {
  if (type === 'ReplayQueued') return { jobId: data.jobId, part: data.part, messages: data.items.length };
  const { messageId, messageType, subject: about } = data;
  return { messageId, messageType, about, ...(type === 'DeliverySkipped' ? { reason: data.reason } : {}) };
};

/** `consumer:{code}`, for those who look back (spec 60). Its secrets are never shown, not even sealed. */
export const consumerSubject = subject<Consumer, ConsumerEvent>({
  kind: 'consumer',
  stream: (code) => (/^[A-Za-z0-9._-]{1,130}$/.test(code) ? consumerStream(ownerOf(code), code) : null),
  sharers: (consumer, code) => (consumer.status === 'none' ? (code.includes('.') ? [] : [code.toLowerCase()]) : [consumer.tenantId]),
  show: (consumer, revision) => (consumer.status === 'none' ? { status: 'removed', revision } : showConsumer(consumer, revision)),
  data: ({ data }) =>
    Object.fromEntries(Object.entries(data).map(([name, value]) => [name, SECRETS.has(name) && value !== null ? '********' : value])),
  // What people asked of its deliveries, under each of its newest registrations.
  beside: (code, { registration }) =>
    Array.from({ length: Math.min(registration, MOST_REGISTRATIONS) }, (_, i) => ({
      facts: { stream: againStream(laneKey({ owner: ownerOf(code), consumerCode: code, registration: registration - i })).name },
      show: async (fact) => ({ kind: 'event', type: fact.type, data: askedOf(fact as Recorded<AgainEvent>) }),
    })),
});
