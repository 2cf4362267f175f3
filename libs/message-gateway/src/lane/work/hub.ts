import { setTimeout as sleep } from 'node:timers/promises';
import type { Leases } from '@causeway/event-sourcing';
import type { Recorded } from '@causeway/event-sourcing/model';
import { TENANT_CATEGORY, type TenantStatus } from '@causeway/tenancy/published';
import { consumer, laneKey, type RegisteredConsumer } from '../../consumer/domain/consumer';
import type { ConsumerEvent } from '../../consumer/domain/consumer.events';
import type { Channel } from '../../message/channel';
import { toldOf } from '../../message/message';
import { ConsumerWork } from './consumer-work';
import { type Belonging, Holds } from './holds';
import type { WorkMeans } from './open-lanes';
import { Pace } from './pace';
import { isTold, keyOfRecipient, type Registry } from './registry';

const KEEP_PLACES_MS = 5_000;

export type HubMeans = Omit<WorkMeans, 'seen' | 'pace'> &
  Readonly<{
    leases: Omit<Leases, 'close'>;
    /** Names of the streams of all consumers that were ever registered, complete up to a position or newer. */
    consumers: (upTo: number) => Promise<readonly string[]>;
    standing: (tenantId: string) => Promise<TenantStatus | null>;
    channelOf: (consumer: RegisteredConsumer, now: () => RegisteredConsumer) => Channel;
    belongs?: Belonging;
    lingersMs?: number;
  }>;

/**
 * The one follower of the log for all lanes of this process. What it reads it hands to the lanes that are live; a lane
 * that starts, or that was too slow for its bounded memory, reads the log by itself until it has come as far as this one.
 */
export class Hub {
  private readonly works = new Map<string, ConsumerWork>();
  private readonly holds: Holds;
  private seen = 0;
  private readonly registry: Registry;
  private readonly pace = new Pace();
  private kept = new Map<string, number>();

  constructor(private readonly means: HubMeans) {
    this.registry = means.registry;
    this.holds = new Holds(means.leases, means.belongs, means.lingersMs);
  }

  /** Reads who is there, then follows until the signal. Resolves once it follows. */
  async start(signal: AbortSignal): Promise<void> {
    const { store, vocabulary, consumers } = this.means;
    const head = await store.head();
    for (const name of await consumers(head)) {
      const stored = await store.read(name);
      this.registry.replace(stored.map((fact) => vocabulary.current<ConsumerEvent>(fact)));
    }
    this.seen = head;
    for (const key of this.registry.keys()) await this.meet(key);
    void this.follow(head, signal);
    const timer = setInterval(() => void this.keepPlaces(), KEEP_PLACES_MS);
    timer.unref();
    signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  }

  /** The work of a consumer, where this process does it. */
  work(key: string): ConsumerWork | null {
    return this.works.get(key) ?? null;
  }

  /** A stream of this consumer opened, closed, or has room. */
  roomFor(key: string): void {
    this.works.get(key)?.pump();
    const { trouble } = this.means;
    const now = this.registry.now(key);
    if (now.status === 'none') return;
    void this.meet(key).catch(trouble);
    // An agent that went, and came back while its lane was on its way to others, is met again.
    void this.holds.leave(key, now).then((left) => (left ? this.meet(key) : undefined), trouble);
  }

  /** Messages that are on their way at this moment; `keys` null: of all consumers. */
  underWay(keys: readonly string[] | null): ReadonlySet<string> {
    const all = new Set<string>();
    for (const key of keys ?? this.works.keys()) for (const messageId of this.works.get(key)?.underWay ?? []) all.add(messageId);
    return all;
  }

  registryNow(key: string) {
    return this.registry.now(key);
  }

  async keepPlaces(): Promise<void> {
    const moved = new Map<string, number>();
    for (const [key, work] of this.works) {
      const now = this.registry.now(key);
      if (now.status !== 'none' && work.place > (this.kept.get(key) ?? 0)) moved.set(laneKey(now), work.place);
      this.kept.set(key, work.place);
    }
    if (moved.size > 0) await this.means.places.save(moved).catch(() => undefined);
  }

  private async follow(after: number, signal: AbortSignal): Promise<void> {
    const { store, vocabulary, source, trouble } = this.means;
    const categories = [...new Set([...source.newsroom.categories, consumer.category, TENANT_CATEGORY, 'again'])];
    let from = after;
    while (!signal.aborted) {
      try {
        for await (const stretch of store.subscribe({ after: from, categories, signal })) {
          for (const stored of stretch.facts) {
            const fact = vocabulary.current(stored);
            await this.learn(fact);
            // In one turn: a lane that went live between the two would have missed the fact for ever.
            this.tell(fact);
            this.pass(fact.position);
          }
          from = stretch.position;
          this.pass(stretch.position);
        }
      } catch (error) {
        trouble(error);
        from = this.seen;
      }
      await sleep(500, undefined, { signal }).catch(() => undefined);
    }
  }

  private async learn(fact: Recorded): Promise<void> {
    if (fact.stream.startsWith('again-')) {
      const key = fact.stream.slice('again-'.length).replace(/~\d+$/, '');
      await this.works.get(key)?.hear().catch(this.means.trouble);
      return;
    }
    const changed = this.registry.learn(fact);
    if (changed && 'consumer' in changed) await this.meet(changed.consumer);
    else if (changed) for (const work of this.works.values()) work.changed();
  }

  private tell(fact: Recorded): void {
    for (const news of this.means.source.newsroom.tell(fact)) {
      const key = keyOfRecipient(news.recipient);
      const work = this.works.get(key);
      if (!work?.live) continue;
      const then = this.registry.at(key, fact.position);
      if (then.status !== 'none' && then.registration === work.registration && isTold(then, news)) work.offer(toldOf(fact, news));
    }
  }

  /** Everything up to here was told to those who are live. */
  private pass(position: number): void {
    this.seen = position;
    for (const work of this.works.values()) if (work.live) work.passed(position);
  }

  /** A consumer that is new, or changed. */
  private async meet(key: string): Promise<void> {
    const now = this.registry.now(key);
    this.works.get(key)?.changed();
    if (now.status === 'none') return;
    if (!this.holds.begins(key, now)) return;
    const standing = await this.means.standing(now.tenantId).catch(() => null);
    if (standing !== null && this.registry.standing(now.tenantId) === 'active') this.registry.setStanding(now.tenantId, standing);
    this.holds.take(key, now, async ({ signal }) => {
      while (!signal.aborted && this.isCurrent(key, now.registration)) {
        let last = now;
        const present = () => {
          const current = this.registry.now(key);
          if (current.status !== 'none' && current.registration === now.registration) last = current;
          return last;
        };
        const work = new ConsumerWork(key, now, this.means.channelOf(now, present), {
          ...this.means,
          seen: () => this.seen,
          pace: this.pace,
        });
        this.works.set(key, work);
        await work.run(signal).catch(this.means.trouble);
        if (this.works.get(key) === work) this.works.delete(key);
        await sleep(1000, undefined, { signal }).catch(() => undefined);
      }
    });
  }

  private isCurrent(key: string, registration: number): boolean {
    const now = this.registry.now(key);
    return now.status !== 'none' && now.registration === registration;
  }
}
