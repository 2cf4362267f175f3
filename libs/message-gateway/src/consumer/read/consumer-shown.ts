import type { RegisteredConsumer } from '../domain/consumer';
import type { Channel, JwtAlgorithm, Route } from '../domain/consumer.events';
import type { Filter } from '../domain/hearing';

/** A consumer as its owner sees it; no secret is ever shown again. */
export type ConsumerShown = Readonly<{
  consumerCode: string;
  channel: Channel;
  webhookUrl: string | null;
  routes: readonly Route[];
  messageTypes: readonly string[];
  filter: Filter | null;
  jwtAlgorithm: JwtAlgorithm;
  hasSecurityCode: boolean;
  status: RegisteredConsumer['status'];
  statusReason: string | null;
  createdOn: string;
  revision: number;
}>;

export const showConsumer = (consumer: RegisteredConsumer, revision: number): ConsumerShown => ({
  consumerCode: consumer.consumerCode,
  channel: consumer.channel,
  webhookUrl: consumer.webhookUrl,
  routes: consumer.routes,
  messageTypes: consumer.messageTypes,
  filter: consumer.filter,
  jwtAlgorithm: consumer.jwtAlgorithm,
  hasSecurityCode: consumer.securityCode !== null,
  status: consumer.status,
  statusReason: consumer.statusReason,
  createdOn: consumer.createdOn,
  revision,
});

export type ConsumerAnswer = Readonly<{ shown: ConsumerShown; revision: number; position: number }>;
export type ConsumerSecretAnswer = ConsumerAnswer & Readonly<{ signingSecret: string | null }>;
