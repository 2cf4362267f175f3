import { setTimeout as sleep } from 'node:timers/promises';
import type { Channel, Ending } from '../../message/channel';
import type { Lane } from '../domain/lane';
import type { Outcome } from '../domain/lane.events';
import { type Attempted, type Entry, Queue, type Times } from '../domain/queue';
import { DISABLED_AFTER } from '../domain/schedule';
import type { Breaker } from './breaker';
import { LaneLost, type LaneRecord } from './lane-record';
import type { Pace } from './pace';
import type { LaneItem } from './source';

const BATCH_MOST = 500;
const BACKLOG_MOST = 2_000;
const AWAY_MS = 1_000;

export type RunnerMeans = Readonly<{
  record: LaneRecord;
  channel: Channel;
  breaker: Breaker;
  pace: Pace;
  /** The consumer may be told now. */
  open: () => boolean;
  /** Reads a message again; null when there is none any more. */
  load: (place: number) => Promise<LaneItem | null>;
  times: () => Times;
  jitter: () => number;
  /** The most that may be under way, where the channel would take more. */
  most: number;
  capacity: number;
  /** It answered 410, or only failed for three days. */
  disable: (reason: string) => Promise<void>;
  /** Before an accepted message is settled: what else is to be recorded first. */
  accepted?: (item: LaneItem, entry: Entry<LaneItem>, attempted: Attempted) => Promise<void>;
  /** Something became free. */
  moved?: () => void;
  lost: (error: unknown) => void;
  observed?: (outcome: Outcome) => void;
}>;

/** Sends what its queue says, tells the queue how it went, and writes down what the queue drains. */
export class LaneRunner {
  readonly queue: Queue<LaneItem>;
  private readonly ending = new AbortController();
  private writing: Promise<void> | null = null;
  private timer: NodeJS.Timeout | null = null;
  private stopped = false;
  private lowOnRecord: number;

  constructor(
    lane: Lane,
    private readonly replay: boolean,
    private readonly means: RunnerMeans,
    from: number,
  ) {
    this.queue = new Queue(lane, { replay, capacity: means.capacity, jitter: means.jitter, from }, means.times());
    this.lowOnRecord = Math.max(lane.low, from);
  }

  /**
   * Everything up to here is settled or outstanding on the record: where a later start may begin to look. The queue counts
   * what it gave away to be written as written, which it may never be once the lane is lost.
   */
  get place(): number {
    return this.queue.dirty || this.writing || this.stopped ? this.lowOnRecord : Math.max(this.lowOnRecord, this.queue.low);
  }

  /** Sends all that may go out now. Cheap to ask; asked whenever anything changed. */
  pump(): void {
    if (this.stopped) return;
    const { queue, means } = this;
    const { monotonic } = means.times();
    queue.tick(monotonic);
    const most = Math.min(means.channel.atOnce, means.most);
    while (means.open() && queue.sending < most && queue.backlog < BACKLOG_MOST && means.breaker.allows(monotonic)) {
      const taken = queue.take((subject) => means.channel.accepts(subject));
      if (taken === null) {
        means.breaker.unprobe();
        break;
      }
      void this.attempt(taken.entry, taken.number);
    }
    if (queue.dirty) void this.flush();
    this.wake(monotonic);
  }

  /** Resolves when everything that is known now is on the record. */
  flush(): Promise<void> {
    this.writing ??= this.write().finally(() => {
      this.writing = null;
      if (this.queue.dirty && !this.stopped) void this.flush();
    });
    return this.writing;
  }

  async revive(revivedAt: number): Promise<void> {
    try {
      await this.means.record.revive(revivedAt, this.ending.signal);
      this.queue.revive();
      this.pump();
    } catch (error) {
      this.give(error);
    }
  }

  /** Takes no more, gives those under way a moment, and writes down what is known. */
  async stop(graceMs: number): Promise<void> {
    if (this.stopped) return;
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
    for (let waited = 0; this.queue.sending > 0 && waited < graceMs; waited += 20) await sleep(20);
    this.ending.abort();
    await this.writing?.catch(() => undefined);
    const rest = this.queue.drain(Number.MAX_SAFE_INTEGER);
    if (rest) await this.means.record.advance(rest, this.ending.signal).catch(() => undefined);
  }

  private async attempt(entry: Entry<LaneItem>, number: number): Promise<void> {
    const ending = await this.sent(entry, number);
    if (ending === null || this.ending.signal.aborted) {
      this.queue.giveBack(entry);
      this.means.breaker.unprobe();
      // Nobody else may be under way whose end would have it tried again.
      setImmediate(() => this.pump());
      return;
    }
    const { times, breaker } = this.means;
    const { gone, ...attempted } = ending;
    const well = ending.kind !== 'refused' || (ending.status !== null && ending.status < 500 && ending.status !== 429);
    if (ending.kind !== 'unacked') breaker.note(well, times().monotonic);
    if (ending.kind === 'accepted' && this.means.accepted && entry.item?.redelivery)
      await this.means.accepted(entry.item, entry, attempted);
    const outcome = this.queue.settle(entry, attempted, times());
    this.means.observed?.(outcome);
    if (gone) void this.means.disable('Its address answered 410 Gone.');
    this.means.moved?.();
    this.pump();
  }

  private async sent(entry: Entry<LaneItem>, number: number): Promise<Ending | null> {
    const { channel, load } = this.means;
    if (entry.item === null) {
      const item = await load(entry.place).catch(() => undefined);
      if (item === undefined) {
        await sleep(AWAY_MS, undefined, { signal: this.ending.signal }).catch(() => undefined);
        queueMicrotask(() => this.pump());
        return null;
      }
      this.queue.fill(entry, item ?? ({ messageId: `unknown:${entry.place}`, position: entry.place } as LaneItem));
      if (item === null) return { ...NOTHING_THERE, startedOn: new Date(this.means.times().wall).toISOString() };
    }
    return channel.send({ message: entry.item!, attempt: number, replay: this.replay });
  }

  private async write(): Promise<void> {
    try {
      while (this.queue.dirty && !this.ending.signal.aborted) {
        await this.means.pace.gather();
        const data = this.queue.drain(BATCH_MOST);
        if (data === null) break;
        const lane = await this.means.record.advance(data, this.ending.signal);
        this.lowOnRecord = Math.max(this.lowOnRecord, data.low);
        await this.disableWhenOnlyFailing(lane, data.outcomes);
        this.pump();
      }
    } catch (error) {
      this.give(error);
    }
  }

  private async disableWhenOnlyFailing({ onlyFailuresSince }: Lane, outcomes: readonly Outcome[]): Promise<void> {
    if (onlyFailuresSince === null || !outcomes.some(({ state }) => state === 'failed' || state === 'exhausted')) return;
    if (this.means.times().wall - Date.parse(onlyFailuresSince) >= DISABLED_AFTER)
      await this.means.disable('It has only failed for three days.');
  }

  /** One timer for the whole lane: the soonest of what waits. */
  private wake(monotonic: number): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    const soonest = Math.min(
      this.queue.soonest ?? Number.POSITIVE_INFINITY,
      monotonic + (this.means.breaker.closedFor(monotonic) || Number.POSITIVE_INFINITY),
    );
    if (soonest === Number.POSITIVE_INFINITY || this.stopped) return;
    this.timer = setTimeout(() => this.pump(), Math.min(Math.max(1, soonest - monotonic), 60_000));
    this.timer.unref();
  }

  private give(error: unknown): void {
    if (this.ending.signal.aborted && !(error instanceof LaneLost)) return;
    this.stopped = true;
    this.ending.abort();
    this.means.lost(error);
  }
}

/** Nobody tells of this fact any more: there is nothing to send, and nothing to wait for. */
const NOTHING_THERE: Omit<Ending, 'startedOn'> = {
  ...{ kind: 'accepted' as const, durationMs: 0, status: null, error: 'nothing is told of this any more' },
  ...{ answer: null, sealedFor: null, retryAfterMs: null },
};
