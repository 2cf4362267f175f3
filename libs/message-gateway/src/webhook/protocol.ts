import type { Judged, Question } from '../address/address-guard';
import type { RegisteredConsumer } from '../consumer/domain/consumer';
import type { Sending } from '../message/channel';
import type { Posted } from './post';
import type { DeliveryKey } from './signing';

/** All that is needed to tell one consumer, its secrets opened: it travels by message only, and is kept nowhere. */
export type Equipment = Readonly<{
  consumer: Pick<RegisteredConsumer, 'consumerCode' | 'webhookUrl' | 'routes' | 'jwtAlgorithm'>;
  issuer: string;
  key: DeliveryKey;
  /** Secrets that sign now, the newest first. */
  secrets: readonly string[];
  securityCode: string | null;
  /** So many are sent at once; what comes beyond waits its turn. */
  connections: number;
  limits: Readonly<{ totalMs: number; bodyMs: number }>;
}>;

/** One message to send; `desk` is one consumer's. */
export type Letter = Readonly<{ id: number; desk: number; sending: Sending }>;

/** How that went. `listed`: its host is on the operator's list. */
export type Ended = Posted & Readonly<{ startedOn: string; durationMs: number; listed: boolean }>;

/** `null`: it was not attempted. */
export type Ending = Readonly<{ id: number; ended: Ended | null }>;

export type ToCourier = Readonly<
  | { kind: 'equip'; desk: number; equipment: Equipment }
  | { kind: 'send'; letters: readonly Letter[] }
  | { kind: 'close'; desk: number }
  | { kind: 'answer'; id: number; judged: Judged }
>;
export type FromCourier = Readonly<{ kind: 'ended'; endings: readonly Ending[] } | { kind: 'ask'; id: number; question: Question }>;
