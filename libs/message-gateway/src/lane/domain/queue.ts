import type { Lane } from './lane';
import { type LaneAdvanced, type Outcome, skipped } from './lane.events';
import type { Attempted, Entry, Line, Named, Verdict } from './line';
import { Lines, type Times } from './lines';
import { Log } from './outcome-log';
import { delayAfter } from './schedule';

export type { Attempted, Entry, Named } from './line';
export type { Times } from './lines';

/**
 * What one lane has to do next: pure memory, made from the record, without clock, socket or store. Messages are offered in
 * the order of the log; `take` gives those that may go out now, one of each subject; `settle` is told how it went; `drain`
 * gives what is to be recorded. Losing the whole of it loses nothing.
 */
export class Queue<T extends Named> {
  private readonly lines: Lines<T>;
  private readonly log: Log<T>;
  /** Places beyond `seen` that the record knows already. */
  private readonly known: Set<number>;
  sending = 0;

  constructor(
    lane: Lane,
    private readonly options: Readonly<{ replay: boolean; capacity: number; jitter: () => number; from?: number }>,
    now: Times,
  ) {
    this.log = new Log(lane, Math.max(lane.low, options.from ?? 0));
    this.lines = new Lines((entry) => this.log.hold(entry));
    this.known = new Set([
      ...lane.done,
      ...Object.values(lane.outstanding).flatMap((places) => places.filter((place) => place > this.log.seen)),
    ]);
    this.lines.restore(lane, now);
  }

  /** How many more messages fit in with their content. */
  get room(): number {
    return this.options.capacity - this.lines.contents;
  }
  get seen(): number {
    return this.log.seen;
  }
  get idle(): boolean {
    return this.lines.size === 0;
  }
  get dirty(): boolean {
    return this.log.dirty;
  }
  /** Outcomes that wait to be recorded. */
  get backlog(): number {
    return this.log.backlog;
  }
  /** Everything up to here is settled or outstanding, as far as what was drained is recorded. */
  get low(): number {
    return this.log.low;
  }
  /** When the soonest of those that wait is due, on the monotonic clock. */
  get soonest(): number | null {
    return this.lines.soonest;
  }

  offer(place: number, subject: string, item: T | null): void {
    if (place <= this.log.seen) return;
    this.log.seen = place;
    if (this.known.delete(place)) return;
    const entry: Entry<T> = { place, subject, item, recorded: false, verdict: null };
    this.log.window.push(entry);
    this.lines.add(entry);
  }

  /** There is nothing for this lane up to here. */
  passed(place: number): void {
    if (place > this.log.seen) this.log.seen = place;
  }

  /** The next message that may go out, of a subject that `accepts` takes now. */
  take(accepts: (subject: string) => boolean = () => true): { entry: Entry<T>; number: number } | null {
    const line = this.lines.take(accepts);
    if (line === null) return null;
    this.sending++;
    return { entry: line.entries[0]!, number: line.number + 1 };
  }

  /** Its content, read again from the log. */
  fill(entry: Entry<T>, item: T): void {
    this.lines.fill(entry, item);
  }

  /** It was not attempted after all. */
  giveBack(entry: Entry<T>): void {
    this.sending--;
    const line = this.lines.find(entry.subject)!;
    this.lines.makeReady(line);
    if (entry.verdict !== null) this.settleBy(line, entry, entry.verdict);
  }

  settle(entry: Entry<T>, attempted: Attempted, now: Times): Outcome {
    this.sending--;
    const line = this.lines.find(entry.subject)!;
    const { verdict } = entry;
    const outcome = this.attempted(line, entry, attempted, now);
    if (verdict?.kind === 'skipped') this.log.resolve(verdict.wish);
    if (verdict !== null && line.entries[0] === entry) this.settleBy(line, entry, verdict);
    return outcome;
  }

  /** Those whose time has come may go out again. */
  tick(monotonic: number): void {
    this.lines.tick(monotonic);
  }

  /** The consumer was resumed after it was disabled. */
  revive(): void {
    this.lines.revive();
  }

  /** A person gave it up. `wish` is where that is written. */
  skip(place: number, subject: string, named: Named, wish: number, on: string): void {
    const line = this.lines.find(subject);
    const entry = line?.entries.find((one) => one.place === place);
    if (line && entry) {
      this.decide(line, entry, { kind: 'skipped', wish, on, named });
      return;
    }
    if (place > this.log.seen && !this.known.has(place)) {
      this.known.add(place);
      this.log.add(skipped(place, subject, named, 0, 0, on), null);
    }
    this.log.resolve(wish);
  }

  /** A redelivery of it was accepted: it counts as delivered, when it had failed. */
  redelivered(place: number, subject: string, named: Named, attempted: Attempted): void {
    const line = this.lines.find(subject);
    const entry = line?.entries[0];
    if (line && entry?.place === place && line.number > 0) this.decide(line, entry, { kind: 'delivered', attempted, named });
  }

  /** What is to be recorded next; null when there is nothing. What is drained counts as recorded: keep it until it is. */
  drain(most: number): LaneAdvanced['data'] | null {
    return this.log.drain(most);
  }

  private attempted(line: Line<T>, entry: Entry<T>, attempted: Attempted, now: Times): Outcome {
    const { kind, retryAfterMs, ...told } = attempted;
    const number = line.number + 1;
    const tries = line.tries + (kind === 'unacked' ? 0 : 1);
    const { messageId, position } = entry.item!;
    // What is added to it stands before it below: V8 takes far longer the other way round.
    const base = { messageId, place: entry.place, position, subject: entry.subject, number, tries, ...told };
    if (kind === 'accepted') {
      this.lines.next(line, entry);
      return this.log.add({ state: 'delivered', nextAttemptOn: null, ...base }, entry);
    }
    line.number = number;
    line.tries = tries;
    if (kind === 'unacked') {
      this.lines.makeReady(line);
      return this.log.add({ state: 'unacked', nextAttemptOn: null, ...base }, entry);
    }
    const delay = delayAfter(tries, this.options.jitter(), retryAfterMs);
    if (delay === null && this.options.replay) this.lines.next(line, entry);
    else this.lines.park(line, delay === null ? null : now.monotonic + delay);
    if (delay === null) return this.log.add({ state: 'exhausted', nextAttemptOn: null, ...base }, entry);
    return this.log.add({ state: 'failed', nextAttemptOn: new Date(now.wall + delay).toISOString(), ...base }, entry);
  }

  private decide(line: Line<T>, entry: Entry<T>, verdict: Verdict): void {
    if (line.phase === 'sending' && line.entries[0] === entry) {
      entry.verdict = verdict;
      if (verdict.kind === 'skipped') this.log.defer(verdict.wish);
    } else this.settleBy(line, entry, verdict);
  }

  private settleBy(line: Line<T>, entry: Entry<T>, verdict: Verdict): void {
    const { place, subject } = entry;
    const first = line.entries[0] === entry;
    const [number, tries] = first ? [line.number, line.tries] : [0, 0];
    if (first) this.lines.next(line, entry);
    else this.lines.remove(line, entry);
    if (verdict.kind === 'skipped') {
      this.log.add(skipped(place, subject, verdict.named, number, tries, verdict.on), entry);
      this.log.resolve(verdict.wish);
      return;
    }
    const { messageId, position } = verdict.named;
    const { kind: _, retryAfterMs: __, ...told } = verdict.attempted;
    this.log.add(
      { messageId, place, position, subject, number: number + 1, tries, state: 'delivered', nextAttemptOn: null, ...told },
      entry,
    );
  }
}
