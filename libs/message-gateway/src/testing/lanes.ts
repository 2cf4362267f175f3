import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NoSnapshots, SoleLeases, Streams } from '@causeway/event-sourcing';
import {
  type Act,
  type Decision,
  type Event,
  type History,
  type Publisher,
  sharedStreamOf,
  Vocabulary,
} from '@causeway/event-sourcing/model';
import { EmbeddedEventStore } from '@causeway/event-sourcing/stores/embedded';
import type { TenantStatus } from '@causeway/tenancy/published';
import { AddressGuard } from '../address/address-guard';
import * as consumers from '../consumer/domain/consumer';
import type { ConsumerEvent, ConsumerRegistered } from '../consumer/domain/consumer.events';
import { Hub, type HubMeans } from '../lane/work/hub';
import { Registry } from '../lane/work/registry';
import { MessageSource } from '../lane/work/source';
import { newsroom, PUBLISHERS } from '../news';
import { NoLanePlaces } from '../ports/lane-places';
import { Couriers } from '../webhook/couriers';
import { WebhookChannel } from '../webhook/webhook-channel';

export type Happened = Event<'ThingHappened', { thing: string; n: number; vendor: string; padding?: string }>;
const thing: History<{ n: number }, Happened> = {
  category: 'thing',
  version: 1,
  initial: { n: 0 },
  evolve: (_, { data }) => ({ n: data.n }),
};

export const thingNews: Publisher = {
  categories: ['thing'],
  publish: (fact) => {
    const { data, revision } = fact as unknown as Happened & { revision: number };
    return {
      messageType: 'Test.ThingHappened',
      subject: `thing:${data.thing}`,
      recipient: data.vendor,
      tenantId: data.vendor,
      payload: { ...data, revision },
    };
  },
};

export const act = (tenantId = 'acme'): Act => ({
  tenantId,
  actor: 'client:test',
  correlationId: randomUUID(),
  causationId: randomUUID(),
  at: new Date().toISOString(),
});

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const deliveryPublicKey = publicKey;

/** A gateway without its doors: a real store on disk, real sockets, and a clock that can be put forward. */
export class Lanes {
  readonly store: EmbeddedEventStore;
  readonly streams: Streams;
  readonly vocabulary = new Vocabulary();
  hub!: Hub;
  ahead = 0;
  readonly troubles: unknown[] = [];
  standings = new Map<string, TenantStatus>();
  private stopping = new AbortController();
  private leases = new SoleLeases();

  constructor(
    readonly folder = mkdtempSync(join(tmpdir(), 'gateway-')),
    shared?: EmbeddedEventStore,
  ) {
    this.store = shared ?? EmbeddedEventStore.open(join(folder, 'events.db'));
    this.shares = shared !== undefined;
    this.streams = new Streams(this.store, this.vocabulary, new NoSnapshots());
  }
  private readonly shares: boolean;

  /** Another worker on the same store. */
  beside(): Lanes {
    return new Lanes(this.folder, this.store);
  }

  async start(more: Partial<HubMeans> = {}): Promise<this> {
    const registry = new Registry();
    const guard = new AddressGuard({ stage: 'development', allowedHosts: { allowsName: () => false, allowsAddress: () => false } });
    const couriers = new Couriers(guard, (error) => this.troubles.push(error));
    const means: HubMeans = {
      store: this.store,
      streams: this.streams,
      vocabulary: this.vocabulary,
      source: new MessageSource(this.store, this.vocabulary, newsroom([...PUBLISHERS, thingNews])),
      registry,
      places: new NoLanePlaces(),
      worker: randomUUID(),
      mostReplays: 8,
      times: () => ({ wall: Date.now() + this.ahead, monotonic: performance.now() + this.ahead }),
      jitter: () => 0,
      disable: async (consumer, reason) => {
        await this.streams.transact(
          consumers.consumerStream(consumer.owner, consumer.consumerCode),
          consumers.disable({ reason, ...consumer }),
          act(),
        );
      },
      trouble: (error) => this.troubles.push(error),
      leases: this.leases,
      consumers: async () => {
        const { facts } = await this.store.readAll({ after: 0, categories: ['consumer'], limit: 1000 });
        return [...new Set(facts.map(({ stream }) => stream))];
      },
      standing: async (tenantId) => this.standings.get(tenantId) ?? null,
      channelOf: (_, now) =>
        new WebhookChannel(
          now,
          {
            couriers,
            issuer: 'https://causeway.example',
            key: async () => ({ kid: 'k1', privateKey }),
            secretsOf: ({ signingSecret, formerSecret, securityCode }) => ({
              signing: [
                { secret: signingSecret!, until: null },
                ...(formerSecret ? [{ secret: formerSecret.signingSecret, until: formerSecret.until }] : []),
              ],
              securityCode,
            }),
            seal: async (_, answer) => answer,
            limits: { totalMs: 1000, bodyMs: 200 },
          },
          40,
        ),
      ...more,
    };
    this.hub = new Hub(means);
    await this.hub.start(this.stopping.signal);
    return this;
  }

  register(code: string, webhookUrl: string, more: Partial<ConsumerRegistered['data']> = {}) {
    const data = {
      consumerCode: code,
      owner: code,
      tenantId: code,
      channel: 'webhook' as const,
      webhookUrl,
      routes: [],
      messageTypes: ['Test.*'],
      filter: null,
      securityCode: null,
      jwtAlgorithm: 'ES256' as const,
      signingSecret: `whsec_${Buffer.alloc(32, 1).toString('base64')}`,
      ...more,
    };
    return this.consumer(code, consumers.register(data));
  }
  consumer(code: string, decide: Decision<consumers.Consumer, ConsumerEvent>) {
    return this.streams.transact(consumers.consumerStream(code, code), decide, act());
  }

  happen(thingId: string, n: number, vendor = 'acme', padding?: string) {
    return this.streams.transact(
      sharedStreamOf(thing, thingId),
      (): readonly Happened[] => [{ type: 'ThingHappened', data: { thing: thingId, n, vendor, ...(padding ? { padding } : {}) } }],
      act(vendor),
    );
  }

  /** As a crash leaves it, or a calm end: another `Lanes` on the same folder goes on. */
  async stop(): Promise<string> {
    this.stopping.abort();
    await this.leases.close();
    if (!this.shares) await this.store.close();
    return this.folder;
  }
  async end(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export const until = async (what: () => boolean | Promise<boolean>, ms = 10_000): Promise<void> => {
  const end = performance.now() + ms;
  while (!(await what())) {
    if (performance.now() > end) throw new Error(`It did not come to pass in ${ms} ms: ${what}`);
    await new Promise((done) => setTimeout(done, 10));
  }
};
