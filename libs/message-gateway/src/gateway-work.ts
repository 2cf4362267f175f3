import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventStore, type Leases, Streams, Views } from '@causeway/event-sourcing';
import { Vocabulary } from '@causeway/event-sourcing/model';
import { Clock, Configuration, Keyring, Metrics, Vault } from '@causeway/platform';
import { Companies } from '@causeway/tenancy/published';
import { Injectable, Logger } from '@nestjs/common';
import { Histogram } from 'prom-client';
import { AddressGuard } from './address/address-guard';
import { consumerKey, consumerStream, disable, type RegisteredConsumer } from './consumer/domain/consumer';
import { consumerList } from './consumer/read/consumer-list';
import { openSecrets } from './consumer/secrets';
import { GrpcChannel } from './grpc/grpc-channel';
import { StreamTable } from './grpc/stream-table';
import { Hub } from './lane/work/hub';
import { Registry } from './lane/work/registry';
import { MessageSource } from './lane/work/source';
import { answerContext } from './message/answer-context';
import type { Channel } from './message/channel';
import { newsroom, PUBLISHERS } from './news';
import { LanePlaces } from './ports/lane-places';
import { Couriers } from './webhook/couriers';
import { WebhookChannel } from './webhook/webhook-channel';

const CONNECTIONS = 40;
const MOST_REPLAYS = 8;
const PATIENCE_MS = 5_000;

/** The gateway at work in this process: lanes where the leases say so. Started by whoever composes the platform. */
@Injectable()
export class GatewayWork {
  private readonly log = new Logger('message-gateway');
  private readonly ending = new AbortController();
  private hub: Hub | null = null;
  private readonly attempts: Histogram<'state'>;
  private readonly couriers: Couriers;

  constructor(
    private readonly store: EventStore,
    private readonly streams: Streams,
    private readonly vocabulary: Vocabulary,
    private readonly views: Views,
    private readonly vault: Vault,
    private readonly keyring: Keyring,
    private readonly configuration: Configuration,
    private readonly companies: Companies,
    guard: AddressGuard,
    private readonly places: LanePlaces,
    private readonly table: StreamTable,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.couriers = new Couriers(guard, (error) => this.warn(error));
    this.attempts = new Histogram({
      name: 'gateway_attempt_duration_seconds',
      help: 'Time from the start of an attempt to tell a consumer to its outcome',
      labelNames: ['state'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
      registers: [metrics.registry],
    });
  }

  /**
   * Begins once the list of consumers is known; rejects never, and tries until it is stopped. Without `webhooks` it tells
   * nobody but agents whose streams are open in this process, and begins with the first of those.
   */
  async startWorking(leases: Leases, { webhooks = true } = {}): Promise<void> {
    if (!webhooks && !(await this.table.opened(this.ending.signal))) return;
    const hub = new Hub({
      store: this.store,
      streams: this.streams,
      vocabulary: this.vocabulary,
      source: new MessageSource(this.store, this.vocabulary, newsroom(PUBLISHERS)),
      registry: new Registry(),
      places: this.places,
      worker: randomUUID(),
      mostReplays: MOST_REPLAYS,
      times: () => ({ wall: Date.now(), monotonic: performance.now() }),
      jitter: () => Math.random() * 2 - 1,
      disable: (consumer, reason) => this.disable(consumer, reason),
      trouble: (error) => this.warn(error),
      observed: ({ state, durationMs }) => this.attempts.observe({ state }, durationMs / 1000),
      leases,
      consumers: (upTo) => this.consumers(upTo),
      standing: async (tenantId) => (await this.companies.find(tenantId))?.status ?? null,
      channelOf: (consumer, now) => this.channelOf(consumer, now),
      belongs: (key, { channel }) => (channel === 'grpc' ? (this.table.has(key) ? 'here' : 'nowhere') : webhooks ? 'any' : 'nowhere'),
    });
    this.table.onRoom = (key) => hub.roomFor(key);
    this.hub = hub;
    const { signal } = this.ending;
    while (!signal.aborted) {
      try {
        return await hub.start(signal);
      } catch (error) {
        this.log.warn(`The lanes wait: ${error instanceof Error ? error.message : error}`);
        await sleep(1000, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** Stops hearing; the lanes themselves end with their leases. */
  async stop(): Promise<void> {
    await this.hub?.keepPlaces();
    this.ending.abort();
  }

  underWay(keys: readonly string[] | null): ReadonlySet<string> {
    return this.hub?.underWay(keys) ?? new Set();
  }

  private channelOf(consumer: RegisteredConsumer, now: () => RegisteredConsumer): Channel {
    const seal = (owner: string, answer: string, messageId: string) => this.vault.sealFor(owner, answer, answerContext(messageId));
    if (consumer.channel === 'grpc') return new GrpcChannel(consumerKey(consumer.owner, consumer.consumerCode), this.table, seal);
    const means = {
      couriers: this.couriers,
      issuer: this.configuration.publicUrl,
      key: (algorithm: RegisteredConsumer['jwtAlgorithm']) => this.keyring.deliveryKey(algorithm),
      secretsOf: openSecrets(this.vault),
      seal,
    };
    return new WebhookChannel(now, means, CONNECTIONS);
  }

  private warn(error: unknown): void {
    this.log.warn(error instanceof Error ? error.message : String(error));
  }

  private async disable(consumer: RegisteredConsumer, reason: string): Promise<void> {
    const { owner, consumerCode, tenantId } = consumer;
    const cause = randomUUID();
    const act = { tenantId, actor: 'system:message-gateway', correlationId: cause, causationId: cause, at: this.clock.now() };
    await this.streams.transact(consumerStream(owner, consumerCode), disable({ reason, ...consumer }), act);
  }

  /** The view may still be building: without it, nobody knows who is to be told. */
  private async consumers(upTo: number): Promise<readonly string[]> {
    while (!(await this.views.reached([consumerList.name], upTo, PATIENCE_MS))) if (this.ending.signal.aborted) return [];
    const all = (await this.views.model(consumerList).find({}).lean()) as unknown as { _id: string }[];
    return all.map(({ _id }) => `consumer-${_id}`);
  }
}
