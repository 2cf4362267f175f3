import type { News, Recorded } from '@causeway/event-sourcing/model';
import { type TenantStatus, tenantStanding } from '@causeway/tenancy/published';
import { type Consumer, consumer, consumerKey, MASTER, type RegisteredConsumer } from '../../consumer/domain/consumer';
import type { ConsumerEvent } from '../../consumer/domain/consumer.events';
import { hears } from '../../consumer/domain/hearing';
import { TEST_MESSAGE } from '../../news';

/** A consumerCode with a dot is an application's, registered in the master context; else it is the tenant's own. */
export const keyOfRecipient = (recipient: string): string => consumerKey(recipient.includes('.') ? MASTER : recipient, recipient);

export const isTold = (consumer: RegisteredConsumer, news: News): boolean => news.messageType === TEST_MESSAGE || hears(consumer, news);

type Known = { revision: number; versions: { from: number; consumer: Consumer }[] };

/** Every consumer, as it is and as it was: what a message is due to is decided by how things stood when it happened. */
export class Registry {
  private readonly known = new Map<string, Known>();
  private readonly standings = new Map<string, TenantStatus>();

  /** Everything that is known of one consumer, from its stream. */
  replace(facts: readonly Recorded<ConsumerEvent>[]): void {
    for (const fact of facts) this.learnConsumer(fact);
  }

  setStanding(tenantId: string, status: TenantStatus): void {
    this.standings.set(tenantId.toLowerCase(), status);
  }

  /** The key of the consumer that a fact changed, or the tenant's id; null when it says nothing here. */
  learn(fact: Recorded): { consumer: string } | { tenantId: string } | null {
    if (fact.stream.startsWith('consumer-')) return { consumer: this.learnConsumer(fact as Recorded<ConsumerEvent>) };
    const standing = tenantStanding(fact);
    if (standing === null) return null;
    this.setStanding(standing.tenantId, standing.status);
    return { tenantId: standing.tenantId.toLowerCase() };
  }

  now(key: string): Consumer {
    return this.known.get(key)?.versions.at(-1)?.consumer ?? consumer.initial;
  }

  keys(): readonly string[] {
    return [...this.known.keys()];
  }

  /** As it stood when the fact at this position happened. */
  at(key: string, position: number): Consumer {
    const versions = this.known.get(key)?.versions ?? [];
    for (let i = versions.length - 1; i >= 0; i--) if (versions[i]!.from <= position) return versions[i]!.consumer;
    return consumer.initial;
  }

  /** Whether deliveries may run: the consumer is active, and its vendor neither paused nor closed. */
  mayBeTold(key: string, registration: number): boolean {
    const now = this.now(key);
    return now.status === 'active' && now.registration === registration && this.standing(now.tenantId) === 'active';
  }

  standing(tenantId: string): TenantStatus {
    return this.standings.get(tenantId.toLowerCase()) ?? 'active';
  }

  private learnConsumer(fact: Recorded<ConsumerEvent>): string {
    const key = fact.stream.slice('consumer-'.length);
    const known = this.known.get(key) ?? { revision: -1, versions: [] };
    if (fact.revision <= known.revision) return key;
    const before = known.versions.at(-1)?.consumer ?? consumer.initial;
    const after = consumer.evolve(before, fact);
    known.revision = fact.revision;
    if (after !== before) known.versions.push({ from: fact.position, consumer: after });
    this.known.set(key, known);
    return key;
  }
}
