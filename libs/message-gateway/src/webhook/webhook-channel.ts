import type { RegisteredConsumer } from '../consumer/domain/consumer';
import type { Channel, Ending, Sending } from '../message/channel';
import type { Couriers } from './couriers';
import { isAccepted, LIMITS, type Limits } from './post';
import type { Ended } from './protocol';
import type { DeliveryKey } from './signing';
import { Window } from './window';

/** A consumer's own secrets, opened. */
export type Secrets = Readonly<{ signing: readonly Readonly<{ secret: string; until: string | null }>[]; securityCode: string | null }>;

export type WebhookMeans = Readonly<{
  couriers: Couriers;
  /** Public URL of the platform: who says it. */
  issuer: string;
  key: (algorithm: RegisteredConsumer['jwtAlgorithm']) => Promise<DeliveryKey>;
  secretsOf: (consumer: RegisteredConsumer) => Secrets;
  /** Seals an answer for whom it may name. */
  seal: (owner: string, answer: string, messageId: string) => Promise<string>;
  limits?: Limits;
}>;

const QUICK_MS = 100;

/** Secrets that were replaced sign along for a while: looked at again each minute, and when the consumer changed. */
const EQUIPPED_MS = 60_000;

/** Tells one consumer over HTTP (spec 25, *Webhook delivery*): says with what, and leaves signing and sending to a courier. */
export class WebhookChannel implements Channel {
  private readonly desk: number;
  private equippedFor: RegisteredConsumer | null = null;
  private equippedAt = 0;
  private readonly window: Window;

  constructor(
    private readonly consumerNow: () => RegisteredConsumer,
    private readonly means: WebhookMeans,
    private readonly connections: number,
  ) {
    this.desk = means.couriers.open();
    this.window = new Window(connections);
  }

  get atOnce(): number {
    return this.window.size;
  }

  accepts(): boolean {
    return true;
  }

  async send(sending: Sending): Promise<Ending | null> {
    if (this.equippedFor !== this.consumerNow() || performance.now() - this.equippedAt > EQUIPPED_MS) await this.equip();
    const ended = await this.means.couriers.send(this.desk, sending);
    if (ended === null) return null;
    this.window.note(isAccepted(ended.status) && ended.durationMs < QUICK_MS);
    const answer = ended.answer === null ? null : await this.sealed(ended.answer, sending);
    return endingOf(ended, answer, answer === null ? null : sending.message.told.sealedFor);
  }

  async close(): Promise<void> {
    await this.means.couriers.close(this.desk);
  }

  private async equip(): Promise<void> {
    const consumer = this.consumerNow();
    const { couriers, issuer, limits = LIMITS } = this.means;
    const { signing, securityCode } = this.means.secretsOf(consumer);
    const now = new Date().toISOString();
    const secrets = signing.filter(({ until }) => until === null || until > now).map(({ secret }) => secret);
    const { kid, privateKey } = await this.means.key(consumer.jwtAlgorithm);
    const { consumerCode, webhookUrl, routes, jwtAlgorithm } = consumer;
    couriers.equip(this.desk, {
      consumer: { consumerCode, webhookUrl, routes, jwtAlgorithm },
      ...{ issuer, key: { kid, privateKey }, secrets, securityCode, connections: this.connections, limits },
    });
    this.equippedFor = consumer;
    this.equippedAt = performance.now();
  }

  private sealed(answer: string, { message: { messageId, told } }: Sending): Promise<string | null> {
    return this.means.seal(told.sealedFor, answer, messageId).catch(() => null);
  }
}

const endingOf = (ended: Ended, answer: string | null, sealedFor: string | null): Ending => {
  const { startedOn, durationMs, status, error, retryAfterMs, listed } = ended;
  const kind = isAccepted(status) ? 'accepted' : 'refused';
  const ending: Ending = { kind, startedOn, durationMs, status, error, retryAfterMs, answer, sealedFor };
  if (status !== 410 && !listed) return ending;
  return { ...ending, ...(status === 410 ? { gone: true } : {}), ...(listed ? { listed: true } : {}) };
};
