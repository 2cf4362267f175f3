import type { RegisteredConsumer } from '../consumer/domain/consumer';
import type { Told } from '../message/message';

/** Where one type of message goes: its own route, else the consumer's address. */
export const addressFor = ({ webhookUrl, routes }: Pick<RegisteredConsumer, 'webhookUrl' | 'routes'>, messageType: string): string | null =>
  routes.find((route) => route.messageType === messageType)?.webhookUrl ?? webhookUrl;

export type Base = Readonly<{ origin: string; hostname: string; path: string; query: string }>;

/** An address, taken apart once. */
export const baseOf = (address: string): Base => {
  const { origin, hostname, pathname, search } = new URL(address);
  return { origin, hostname, path: pathname.replace(/\/+$/, ''), query: search };
};

/** `{webhookUrl}/{messageType}/{contractType}/{messageId}`: appended to the path, the query kept. */
export const pathOf = ({ path, query }: Base, { messageType, contractType }: Told, messageId: string): string =>
  `${path}/${encodeURIComponent(messageType)}/${encodeURIComponent(contractType)}/${messageId}${query}`;
