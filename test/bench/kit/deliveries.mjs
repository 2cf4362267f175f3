// What the sides of the delivery bench share: the consumer, the message, and how a receiver's notes are judged.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { importJWK } from 'jose';
import { arrived, must } from './checks.mjs';
import { signed } from './receivers.mjs';

/** Connections to a receiver, on every side. */
export const CONNECTIONS = 32;

export const consumerAt = (url) => ({
  consumerCode: 'acme',
  channel: 'webhook',
  webhookUrl: `${url}/hooks`,
  messageTypes: ['PlatformStore.Order*'],
});

/** What a receiver took down must be all of it, once, in order, and signed. */
export const checked = async (name, receiver, messages, keys) => {
  await sleep(200);
  const { arrivals, samples } = await receiver.all();
  const { came, again, swapped } = arrived(arrivals);
  must(came === messages && again === 0 && swapped === 0, `${name}: ${came} of ${messages} came, ${again} twice, ${swapped} out of order`);
  await signed(samples, keys);
  return arrivals;
};

/** A message as ours are, the next of its subject. */
export const messageOf = (subject, position) => ({
  messageId: randomUUID(),
  subject: `order:${subject}`,
  position,
  occurredOn: new Date().toISOString(),
  type: 'PlatformStore.OrderStatusChanged',
  body: JSON.stringify({
    orderId: subject,
    orderNumber: '202611220001',
    subscriptionId: randomUUID(),
    kind: 'New',
    isTesting: false,
    revision: position,
    occurredOn: new Date().toISOString(),
  }),
});

/** What BullMQ's messages are verified with. */
export const keysOf = async ({ jwk, secret }) => ({ key: await importJWK(jwk, 'ES256'), secret, audience: 'acme' });
