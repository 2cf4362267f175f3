import { subject } from '@causeway/event-sourcing';
import { type Consumer, consumerStream, MASTER } from '../domain/consumer';
import type { ConsumerEvent } from '../domain/consumer.events';
import { showConsumer } from './consumer-shown';

const SECRETS: ReadonlySet<string> = new Set(['signingSecret', 'securityCode']);

/** `consumer:{code}`, for those who look back (spec 60). Its secrets are never shown, not even sealed. */
export const consumerSubject = subject<Consumer, ConsumerEvent>({
  kind: 'consumer',
  // A tenant id has no dot and an application's code has one, so the code says whose it is.
  stream: (code) => (/^[A-Za-z0-9._-]{1,130}$/.test(code) ? consumerStream(code.includes('.') ? MASTER : code.toLowerCase(), code) : null),
  sharers: (consumer, code) => (consumer.status === 'none' ? (code.includes('.') ? [] : [code.toLowerCase()]) : [consumer.tenantId]),
  show: (consumer, revision) => (consumer.status === 'none' ? { status: 'removed', revision } : showConsumer(consumer, revision)),
  data: ({ data }) =>
    Object.fromEntries(Object.entries(data).map(([name, value]) => [name, SECRETS.has(name) && value !== null ? '********' : value])),
});
