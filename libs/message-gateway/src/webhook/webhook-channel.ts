import type { Agent } from 'undici';
import type { AddressGuard } from '../address/address-guard';
import type { RegisteredConsumer } from '../consumer/domain/consumer';
import type { Channel, Ending, Sending } from '../message/channel';
import { eventHeadersOf } from './headers';
import { LIMITS, type Limits, post } from './post';
import { type DeliveryKey, deliveryTokens, secretBytes, webhookSignature } from './signing';
import { addressFor, type Base, baseOf, pathOf } from './target';

/** A consumer's own secrets, opened. */
export type Secrets = Readonly<{ signing: readonly Readonly<{ secret: string; until: string | null }>[]; securityCode: string | null }>;

export type WebhookMeans = Readonly<{
  guard: AddressGuard;
  /** Public URL of the platform: who says it. */
  issuer: string;
  key: (algorithm: RegisteredConsumer['jwtAlgorithm']) => Promise<DeliveryKey>;
  secretsOf: (consumer: RegisteredConsumer) => Secrets;
  /** Seals an answer for whom it may name. */
  seal: (owner: string, answer: string, messageId: string) => Promise<string>;
  limits?: Limits;
}>;

type Prepared = {
  consumer: RegisteredConsumer;
  secrets: Secrets;
  bytes: Buffer[];
  token: ReturnType<typeof deliveryTokens>;
  bases: Map<string, Base>;
  preparedAt: number;
};

/** Tells one consumer over HTTP (spec 25, *Webhook delivery*): connections of its own, kept alive, capped. */
export class WebhookChannel implements Channel {
  private readonly agent: Agent;
  private readonly listed = new Map<string, boolean>();
  private prepared: Prepared | null = null;

  constructor(
    private readonly consumerNow: () => RegisteredConsumer,
    private readonly means: WebhookMeans,
    connections: number,
  ) {
    this.agent = means.guard.agent(
      { connections, pipelining: 1, keepAliveTimeout: 30_000, headersTimeout: 0, bodyTimeout: 0, maxHeaderSize: 32 * 1024 },
      (hostname, listed) => this.listed.set(hostname, listed),
    );
  }

  accepts(): boolean {
    return true;
  }

  async send(sending: Sending): Promise<Ending | null> {
    const { message } = sending;
    const wall = Date.now();
    const begun = performance.now();
    const ended = (what: Pick<Ending, 'status' | 'error' | 'retryAfterMs'>, answer: string | null, more: Partial<Ending> = {}): Ending => ({
      kind: what.status !== null && what.status >= 200 && what.status < 300 ? 'accepted' : 'refused',
      startedOn: new Date(wall).toISOString(),
      durationMs: Math.max(0, Math.round(performance.now() - begun)),
      ...what,
      answer,
      sealedFor: answer === null ? null : message.told.sealedFor,
      ...more,
    });
    const ready = this.current() ?? (await this.prepare());
    const base = this.baseFor(ready, message.told.messageType);
    if (base === null) return ended({ status: null, error: 'no address', retryAfterMs: null }, null);

    const seconds = Math.floor(wall / 1000);
    const headers = eventHeadersOf(sending, this.means.issuer);
    headers.push(
      'authorization',
      `Bearer ${await ready.token(message, seconds)}`,
      'webhook-id',
      message.messageId,
      'webhook-timestamp',
      String(seconds),
    );
    headers.push(
      'webhook-signature',
      webhookSignature(ready.bytes, message.messageId, seconds, message.told.body),
      'user-agent',
      'Causeway',
    );
    if (ready.secrets.securityCode !== null) headers.push('x-messagesecuritycode', ready.secrets.securityCode);
    const options = {
      origin: base.origin,
      path: pathOf(base, message.told, message.messageId),
      method: 'POST' as const,
      headers,
      body: message.told.body,
    };
    const { answer, ...posted } = await post(this.agent, options, this.means.limits ?? LIMITS);

    const sealed = answer === null ? null : await this.means.seal(message.told.sealedFor, answer, message.messageId).catch(() => null);
    const fromListed = this.listed.get(base.hostname) || this.means.guard.isListed(base.hostname);
    return ended(posted, sealed, { ...(posted.status === 410 ? { gone: true } : {}), ...(fromListed ? { listed: true } : {}) });
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }

  /** Secrets that were replaced sign along for a while: looked at again each minute, and when the consumer changed. */
  private current(): Prepared | null {
    const { prepared } = this;
    return prepared !== null && prepared.consumer === this.consumerNow() && Date.now() - prepared.preparedAt < 60_000 ? prepared : null;
  }

  private async prepare(): Promise<Prepared> {
    const consumer = this.consumerNow();
    const secrets = this.means.secretsOf(consumer);
    const now = new Date().toISOString();
    const live = secrets.signing.filter(({ until }) => until === null || until > now);
    const token = deliveryTokens(
      await this.means.key(consumer.jwtAlgorithm),
      consumer.jwtAlgorithm,
      this.means.issuer,
      consumer.consumerCode,
    );
    this.prepared = {
      consumer,
      secrets,
      bytes: live.map(({ secret }) => secretBytes(secret)),
      token,
      bases: new Map(),
      preparedAt: Date.now(),
    };
    return this.prepared;
  }

  private baseFor({ consumer, bases }: Prepared, messageType: string): Base | null {
    const known = bases.get(messageType);
    if (known !== undefined) return known;
    const address = addressFor(consumer, messageType);
    if (address === null) return null;
    const base = baseOf(address);
    bases.set(messageType, base);
    return base;
  }
}
