import type { Event } from '@causeway/event-sourcing/model';
import type { Filter } from './hearing';

export type Channel = 'webhook' | 'grpc';
export type JwtAlgorithm = 'ES256' | 'RS256';
export type Route = Readonly<{ messageType: string; webhookUrl: string }>;

/** How a consumer wants to be told. Secrets are sealed under the installation's key, never in the clear. */
export type Wishes = Readonly<{
  webhookUrl: string | null;
  routes: readonly Route[];
  messageTypes: readonly string[];
  filter: Filter | null;
  securityCode: string | null;
  jwtAlgorithm: JwtAlgorithm;
}>;

export type ConsumerRegistered = Event<
  'ConsumerRegistered',
  Wishes & {
    consumerCode: string;
    /** `master` for an application's consumer, else the tenant that owns it. */
    owner: string;
    /** Whose standing decides whether it is told: the vendor. */
    tenantId: string;
    channel: Channel;
    signingSecret: string | null;
  }
>;
/** Only what changed. */
export type ConsumerChanged = Event<'ConsumerChanged', Partial<Wishes>>;
export type ConsumerPaused = Event<'ConsumerPaused', Record<string, never>>;
/** By its owner, after a pause or after it was disabled. */
export type ConsumerResumed = Event<'ConsumerResumed', { from: 'paused' | 'disabled' }>;
/** By the gateway: it answered 410, or only failed for three days. Shown as `gateway.consumer-disabled`. */
export type ConsumerDisabled = Event<'ConsumerDisabled', { consumerCode: string; reason: string }>;
export type SigningSecretRotated = Event<'SigningSecretRotated', { signingSecret: string; formerUntil: string }>;
/** A sample was asked for. The gateway tells of this fact itself, to this consumer alone. */
export type ConsumerTested = Event<'ConsumerTested', { consumerCode: string; testId: string }>;
export type ConsumerRemoved = Event<'ConsumerRemoved', { consumerCode: string }>;

export type ConsumerEvent =
  | ConsumerRegistered
  | ConsumerChanged
  | ConsumerPaused
  | ConsumerResumed
  | ConsumerDisabled
  | SigningSecretRotated
  | ConsumerTested
  | ConsumerRemoved;
