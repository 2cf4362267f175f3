import type { Channel, JwtAlgorithm, Route } from './domain/consumer.events';
import type { Filter } from './domain/hearing';

/** What somebody who registers a consumer says of it. */
export type ConsumerWish = Readonly<{
  consumerCode: string;
  channel: Channel;
  webhookUrl?: string | null;
  routes?: readonly Route[];
  messageTypes: readonly string[];
  filter?: Filter | null;
  securityCode?: string | null;
  jwtAlgorithm?: JwtAlgorithm;
}>;
