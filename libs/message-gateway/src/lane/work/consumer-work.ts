import type { Recorded } from '@causeway/event-sourcing/model';
import { laneKey, type RegisteredConsumer } from '../../consumer/domain/consumer';
import { againStream, itemsOf, placeOf, revisionOf } from '../../delivery/domain/again';
import type { AgainEvent } from '../../delivery/domain/again.events';
import type { Channel } from '../../message/channel';
import { type Message, type Told, toldOf } from '../../message/message';
import type { LaneRunner } from './lane-runner';
import { LogFeed } from './log-feed';
import { capacityOf, openLanes, type WorkMeans } from './open-lanes';
import { isTold } from './registry';
import { type LaneItem, messageTo, replayedAt } from './source';
import { watched } from './under-way';

const GRACE_MS = 3_000;

/** One consumer's deliveries: its lane, the lane of what is sent again, and how both hear of what happens. */
export class ConsumerWork {
  private main!: LaneRunner;
  private again!: LaneRunner;
  private readonly key: string;
  private readonly ending = new AbortController();
  /** Ids of the messages that are on their way at this moment. */
  readonly underWay = new Set<string>();
  private feed!: LogFeed;
  private heard = -1;
  private revivedAt = 0;

  constructor(
    private readonly consumerKey: string,
    private readonly consumer: RegisteredConsumer,
    readonly channel: Channel,
    private readonly means: WorkMeans,
  ) {
    this.key = laneKey(consumer);
  }

  async run(signal: AbortSignal): Promise<void> {
    try {
      await this.open();
      signal.addEventListener('abort', () => this.ending.abort(), { once: true });
      if (signal.aborted) this.ending.abort();
      if (!this.ending.signal.aborted) {
        this.changed();
        await this.feed.catchUp();
        await new Promise<void>((done) =>
          this.ending.signal.aborted ? done() : this.ending.signal.addEventListener('abort', () => done(), { once: true }),
        );
      }
    } finally {
      this.ending.abort();
      await Promise.all([this.main?.stop(GRACE_MS), this.again?.stop(GRACE_MS)]);
      await this.channel.close();
    }
  }

  get registration(): number {
    return this.consumer.registration;
  }

  get place(): number {
    return this.main?.place ?? 0;
  }

  end(): void {
    this.ending.abort();
  }

  /** Fed by the live follower; else it catches up by itself. */
  get live(): boolean {
    return this.feed?.live === true && !this.ending.signal.aborted;
  }

  /** From the live follower, in order. */
  offer(told: Told): void {
    this.feed.offer(messageTo(this.consumer, told));
  }

  /** Everything up to here was offered. */
  passed(position: number): void {
    this.main.queue.passed(position);
  }

  /** The consumer, its vendor's standing or the channel's streams changed. */
  changed(): void {
    if (!this.main || !this.again) return;
    const now = this.means.registry.now(this.consumerKey);
    if (now.status === 'none' || now.registration !== this.consumer.registration) {
      this.end();
      return;
    }
    if (now.revivedAt > this.revivedAt) {
      this.revivedAt = now.revivedAt;
      for (const runner of [this.main, this.again]) void runner.revive(now.revivedAt);
    }
    this.pump();
  }

  pump(): void {
    this.main?.pump();
    this.again?.pump();
  }

  /** What people asked for since. */
  async hear(): Promise<void> {
    if (!this.main || !this.again) return;
    for (const stored of await this.means.store.read(againStream(this.key).name, { from: this.heard + 1 }))
      this.heed(this.means.vocabulary.current<AgainEvent>(stored));
    this.feed.makeRoom();
    this.pump();
  }

  private heed(fact: Recorded<AgainEvent>): void {
    if (fact.revision <= this.heard) return;
    this.heard = fact.revision;
    if (fact.type === 'DeliverySkipped') {
      const { messageId, position, subject } = fact.data;
      this.main.queue.skip(position, subject, { messageId, position }, fact.revision, fact.occurredOn);
    }
    for (const [i, { subject }] of itemsOf(fact).entries()) this.again.queue.offer(placeOf(fact.revision, i), subject, null);
  }

  private async open(): Promise<void> {
    const { means } = this;
    const { main, again, lane, replays } = await openLanes(this.key, this.consumer, means, {
      channel: watched(this.channel, this.underWay),
      open: () => means.registry.mayBeTold(this.consumerKey, this.consumer.registration),
      disable: (reason) => this.disable(reason),
      lost: (error) => {
        means.trouble(error);
        this.end();
      },
      load: (place) => this.messageAt(place),
      replayed: (place) => this.replayed(place),
      moved: () => this.feed.makeRoom(),
    });
    this.main = main;
    this.again = again;
    this.feed = new LogFeed(this.main.queue, {
      ...{
        store: means.store,
        vocabulary: means.vocabulary,
        categories: means.source.newsroom.categories,
        capacity: capacityOf(this.consumer),
      },
      ...{ seen: means.seen, due: (fact: Recorded) => this.due(fact), pump: () => this.main.pump() },
      ...{ trouble: means.trouble, signal: this.ending.signal },
    });
    this.revivedAt = Math.min(lane.revivedAt, replays.revivedAt);
    this.heard = Math.min(lane.heeded, revisionOf(Math.max(replays.low, 1000)) - 1);
    await this.hear();
  }

  /** What this consumer is told of the fact, as it stood when that happened. */
  private due(fact: Recorded): Message | null {
    const then = this.means.registry.at(this.consumerKey, fact.position);
    if (then.status === 'none' || then.registration !== this.consumer.registration) return null;
    const news = this.means.source.newsFor(fact, this.consumerKey);
    return news !== null && isTold(then, news) ? messageTo(this.consumer, toldOf(fact, news)) : null;
  }

  private messageAt(place: number): Promise<LaneItem | null> {
    return this.means.source.at(place, this.consumer, this.consumerKey);
  }

  private async replayed(place: number): Promise<LaneItem | null> {
    const found = await replayedAt(this.means.store, this.means.vocabulary, this.key, place);
    const message = found && (await this.messageAt(found.item.position));
    return message && { ...message, ...(found.redelivery ? { redelivery: true as const } : {}) };
  }

  private async disable(reason: string): Promise<void> {
    const now = this.means.registry.now(this.consumerKey);
    if (now.status !== 'none' && now.registration === this.consumer.registration)
      await this.means.disable(now, reason).catch(this.means.trouble);
  }
}
