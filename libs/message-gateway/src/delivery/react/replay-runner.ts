import { EventStore, Streams } from '@causeway/event-sourcing';
import { type Json, Vocabulary } from '@causeway/event-sourcing/model';
import { Clock } from '@causeway/platform';
import { Injectable } from '@nestjs/common';
import { consumerKey, consumerStream, laneKey, type RegisteredConsumer } from '../../consumer/domain/consumer';
import { hears, hearsType } from '../../consumer/domain/hearing';
import { keyOfRecipient } from '../../lane/work/registry';
import { messageIdOf } from '../../message/message';
import { newsroom, PUBLISHERS } from '../../news';
import type { GatewayJob } from '../../ports/jobs';
import { againStream, MOST_IN_A_PART, queuePart } from '../domain/again';
import type { AgainItem } from '../domain/again.events';
import { beginOf, type Mark, reaches, type Spec } from '../domain/replay';
import { ReplayLeft } from '../work/replay-left';

const STRETCH = 2_000;
const MOST_SHOWN = 1_000;
/** So many messages of a replay wait in the lane at most: a job that is paused or cancelled has not told them all. */
const MOST_AHEAD = 2_000;
const LOOK_MS = 200;

type Found = AgainItem & Readonly<{ occurredOn: string }>;

/** Does replays: reads the log, and hands what is to be told to the consumer's lane of replays, never far ahead of it. */
@Injectable()
export class ReplayRunner {
  /** So long nothing may be accepted while something fails. */
  patienceMs = 60_000;
  private readonly room = newsroom(PUBLISHERS);

  constructor(
    private readonly store: EventStore,
    private readonly streams: Streams,
    private readonly vocabulary: Vocabulary,
    private readonly clock: Clock,
  ) {}

  async run(job: GatewayJob): Promise<Json> {
    const spec = job.spec as unknown as Spec;
    const consumer = await this.consumer(spec);
    if (consumer === null) throw new Error('The consumer was removed.');
    const total = spec.until;
    return spec.dryRun ? this.dry(job, spec, consumer, total) : this.real(job, spec, consumer, total);
  }

  private async dry(job: GatewayJob, spec: Spec, consumer: RegisteredConsumer, total: number): Promise<Json> {
    const items: Found[] = [];
    let count = 0;
    for await (const { found, position } of this.stretches(spec, consumer, beginOf(spec), total)) {
      count += found.length;
      items.push(...found.slice(0, MOST_SHOWN - items.length));
      if ((await job.report(Math.min(position, total), total, null)) === 'stop') break;
    }
    return { count, items: items.map((item) => ({ ...item, position: String(item.position) })) };
  }

  private async real(job: GatewayJob, spec: Spec, consumer: RegisteredConsumer, total: number): Promise<Json> {
    const key = laneKey(consumer);
    const left = new ReplayLeft(this.store, this.streams, this.vocabulary, key, job.id);
    let mark = (job.resumeFrom as Mark | null) ?? { position: beginOf(spec), part: 0, count: 0 };
    for await (const { found, position } of this.stretches(spec, consumer, mark.position, total)) {
      // A run that is cut goes on from the beginning of its stretch.
      const begun = mark;
      for (let i = 0; i < found.length; i += MOST_IN_A_PART) {
        const items = found.slice(i, i + MOST_IN_A_PART).map(({ occurredOn: _, ...item }) => item);
        if (!(await this.caughtUp(job, left, begun, mark.count, MOST_AHEAD))) return { count: mark.count };
        // Parts are made alike again after a crash: those of a stretch that were queued already are quiet.
        await this.streams.transact(againStream(key), queuePart(job.id, mark.part + 1, items), this.act(consumer, job.id));
        mark = { ...mark, part: mark.part + 1, count: mark.count + items.length };
      }
      mark = { ...mark, position };
      if ((await job.report(Math.min(position, total), total, mark)) === 'stop') return { count: mark.count };
    }
    await this.caughtUp(job, left, mark, mark.count, 0);
    return { count: mark.count };
  }

  /**
   * Waits until at most so many of what was queued are left; false when the job is to stop. Fails when nothing more is
   * accepted: the rest is the schedule's, and nobody wants to look at a job for four days.
   */
  private async caughtUp(job: GatewayJob, left: ReplayLeft, mark: Mark, queued: number, most: number): Promise<boolean> {
    const spec = job.spec as unknown as Spec;
    const total = spec.until;
    for (;;) {
      const { messages, stillMs, failing } = await left.look();
      if (messages <= most) return true;
      const consumer = await this.consumer(spec);
      if (consumer === null) return false;
      const [first] = failing;
      const why =
        consumer.status === 'disabled'
          ? `The consumer is disabled (${consumer.statusReason}); what was queued waits until it is resumed`
          : first && stillMs > this.patienceMs
            ? `None was accepted for ${Math.round(this.patienceMs / 1000)} s (${first.subject}: ${first.number} tries); what was queued is tried again by the schedule`
            : null;
      if (why !== null) throw new Error(`${messages} of ${queued} messages are left. ${why}.${most > 0 ? restOf(mark) : ''}`);
      if ((await job.report(Math.min(mark.position, total), total, mark)) === 'stop') return false;
      await new Promise((done) => setTimeout(done, LOOK_MS));
    }
  }

  private async *stretches(
    spec: Spec,
    consumer: RegisteredConsumer,
    after: number,
    until: number,
  ): AsyncGenerator<{ found: Found[]; position: number }> {
    for (let position = after; position < until; ) {
      const stretch = await this.store.readAll({ after: position, categories: this.room.categories, limit: STRETCH });
      const found = stretch.facts.flatMap((stored) =>
        stored.position > until ? [] : this.told(this.vocabulary.current(stored), spec, consumer),
      );
      position = stretch.position;
      yield { found, position };
      if (stretch.caughtUp) return;
      await new Promise((done) => setImmediate(done));
    }
  }

  private told(fact: Parameters<ReturnType<typeof newsroom>['tell']>[0], spec: Spec, consumer: RegisteredConsumer): Found[] {
    if (!reaches(spec.from, fact) || (spec.to !== null && reaches(spec.to, fact))) return [];
    const key = consumerKey(consumer.owner, consumer.consumerCode);
    return this.room.tell(fact).flatMap((news) => {
      const wanted = spec.messageTypes === null || hearsType(spec.messageTypes, news.messageType);
      if (
        keyOfRecipient(news.recipient) !== key ||
        !hears(consumer, news) ||
        !wanted ||
        (spec.subject !== null && spec.subject !== news.subject)
      )
        return [];
      const { messageType, subject, tenantId } = news;
      const messageId = messageIdOf(consumer.owner, consumer.consumerCode, fact.id);
      return [{ messageId, messageType, subject, tenantId, position: fact.position, occurredOn: fact.occurredOn }];
    });
  }

  private async consumer({ owner, consumerCode }: Spec): Promise<RegisteredConsumer | null> {
    const { state } = await this.streams.load(consumerStream(owner, consumerCode));
    return state.status === 'none' ? null : state;
  }

  private act({ tenantId }: RegisteredConsumer, jobId: string) {
    return { tenantId, actor: 'system:message-gateway', correlationId: jobId, causationId: jobId, at: this.clock.now() };
  }
}

const restOf = ({ position }: Mark): string => ` The rest was not queued: replay from position ${position + 1} once the receiver is well.`;
