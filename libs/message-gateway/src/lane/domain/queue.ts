import { DueTimes } from './due';
import type { Lane } from './lane';
import type { LaneAdvanced, Outcome } from './lane.events';
import { type Attempted, type Entry, Line, type Named, type Verdict } from './line';
import { Log } from './outcome-log';
import { delayAfter } from './schedule';

export type { Attempted, Entry, Named } from './line';

/** The wall's time for the record, and one that only grows for waiting. Milliseconds. */
export type Times = Readonly<{ wall: number; monotonic: number }>;

/**
 * What one lane has to do next: pure memory, made from the record, without clock, socket or store. Messages are offered in
 * the order of the log; `take` gives those that may go out now, one of each subject; `settle` is told how it went; `drain`
 * gives what is to be recorded. Losing the whole of it loses nothing.
 */
export class Queue<T extends Named> {
  private readonly lines = new Map<string, Line<T>>();
  private readonly ready = new Set<Line<T>>();
  private readonly parked = new DueTimes<Line<T>>();
  private readonly log: Log<T>;
  /** Places beyond `seen` that the record knows already. */
  private readonly known: Set<number>;
  private contents = 0;
  sending = 0;

  constructor(
    lane: Lane,
    private readonly options: Readonly<{ replay: boolean; capacity: number; jitter: () => number; from?: number }>,
    now: Times,
  ) {
    this.log = new Log(lane, Math.max(lane.low, options.from ?? 0));
    this.known = new Set(lane.done);
    for (const [subject, places] of Object.entries(lane.outstanding)) this.restore(subject, places, lane, now);
  }

  /** How many more messages fit in with their content. */
  get room(): number {
    return this.options.capacity - this.contents;
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
  get backlog(): number {
    return this.log.backlog;
  }
  get low(): number {
    return this.log.low;
  }
  get soonest(): number | null {
    return this.parked.soonest;
  }

  offer(place: number, subject: string, item: T | null): void {
    if (place <= this.log.seen) return;
    this.log.seen = place;
    if (this.known.delete(place)) return;
    const entry: Entry<T> = { place, subject, item, recorded: false, verdict: null };
    if (item !== null) this.contents++;
    this.log.window.push(entry);
    const line = this.lines.get(subject) ?? this.open(subject);
    line.insert(entry);
    if (line.waits) this.hold(entry);
    else if (line.phase === 'ready') this.ready.add(line);
  }

  /** There is nothing for this lane up to here. */
  passed(place: number): void {
    if (place > this.log.seen) this.log.seen = place;
  }

  /** The next message that may go out, of a subject that `accepts` takes now. */
  take(accepts: (subject: string) => boolean = () => true): { entry: Entry<T>; number: number } | null {
    for (const line of this.ready) {
      if (!accepts(line.subject)) continue;
      this.ready.delete(line);
      line.phase = 'sending';
      this.sending++;
      return { entry: line.entries[0]!, number: line.number + 1 };
    }
    return null;
  }

  /** Its content, read again from the log. */
  fill(entry: Entry<T>, item: T): void {
    if (entry.item === null) this.contents++;
    entry.item = item;
  }

  /** It was not attempted after all. */
  giveBack(entry: Entry<T>): void {
    this.sending--;
    const line = this.lines.get(entry.subject)!;
    this.makeReady(line);
    if (entry.verdict !== null) this.settleBy(line, entry, entry.verdict);
  }

  settle(entry: Entry<T>, attempted: Attempted, now: Times): Outcome {
    this.sending--;
    const line = this.lines.get(entry.subject)!;
    const { verdict } = entry;
    const outcome = this.attempted(line, entry, attempted, now);
    if (verdict?.kind === 'skipped') this.log.resolve(verdict.wish);
    if (verdict !== null && line.entries[0] === entry) this.settleBy(line, entry, verdict);
    return outcome;
  }

  /** Those whose time has come may go out again. */
  tick(monotonic: number): void {
    for (let due = this.parked.take(monotonic); due !== null; due = this.parked.take(monotonic))
      if (due.what.phase === 'parked' && due.what.dueAt === due.at && this.lines.get(due.what.subject) === due.what) this.makeReady(due.what);
  }

  /** The consumer was resumed after it was disabled. */
  revive(): void {
    for (const line of this.lines.values()) {
      line.tries = 0;
      if (line.waits) this.makeReady(line);
    }
  }

  /** A person gave it up. `wish` is where that is written. */
  skip(place: number, subject: string, named: Named, wish: number, on: string): void {
    const line = this.lines.get(subject);
    const entry = line?.entries.find((one) => one.place === place);
    if (line && entry) this.decide(line, entry, { kind: 'skipped', wish, on, named });
    else {
      if (place > this.log.seen && !this.known.has(place)) {
        this.known.add(place);
        this.log.add(skipped(place, subject, named, 0, 0, on), null);
      }
      this.log.resolve(wish);
    }
  }

  /** A redelivery of it was accepted: it counts as delivered, when it had failed. */
  redelivered(place: number, subject: string, named: Named, attempted: Attempted): void {
    const line = this.lines.get(subject);
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
    const base = { messageId, place: entry.place, position, subject: entry.subject, number, tries, ...told };
    if (kind === 'accepted') {
      this.done(line, entry);
      return this.log.add({ ...base, state: 'delivered', nextAttemptOn: null }, entry);
    }
    line.number = number;
    line.tries = tries;
    if (kind === 'unacked') {
      this.makeReady(line);
      return this.log.add({ ...base, state: 'unacked', nextAttemptOn: null }, entry);
    }
    const delay = delayAfter(tries, this.options.jitter(), retryAfterMs);
    if (delay === null && this.options.replay) this.done(line, entry);
    else this.park(line, delay, now.monotonic);
    const state = delay === null ? 'exhausted' : 'failed';
    return this.log.add({ ...base, state, nextAttemptOn: delay === null ? null : new Date(now.wall + delay).toISOString() }, entry);
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
    const { messageId, position } = verdict.named;
    if (first) this.done(line, entry);
    else {
      line.entries.splice(line.entries.indexOf(entry), 1);
      this.letGo(entry);
    }
    if (verdict.kind === 'skipped') {
      this.log.add(skipped(place, subject, { messageId, position }, number, tries, verdict.on), entry);
      return this.log.resolve(verdict.wish);
    }
    const { kind: _, retryAfterMs: __, ...told } = verdict.attempted;
    this.log.add({ messageId, place, position, subject, number: number + 1, tries, state: 'delivered', nextAttemptOn: null, ...told }, entry);
  }

  private done(line: Line<T>, entry: Entry<T>): void {
    this.letGo(entry);
    line.next();
    this.ready.delete(line);
    if (line.entries.length === 0) this.lines.delete(line.subject);
    else this.ready.add(line);
  }

  private park(line: Line<T>, delay: number | null, monotonic: number): void {
    line.phase = delay === null ? 'stuck' : 'parked';
    if (delay !== null) this.parked.add((line.dueAt = monotonic + delay), line);
    for (const entry of line.entries) this.hold(entry);
  }

  private makeReady(line: Line<T>): void {
    line.phase = 'ready';
    this.ready.add(line);
  }

  /** It waits behind a failure: the record keeps its place, and the memory lets its content go. */
  private hold(entry: Entry<T>): void {
    this.letGo(entry);
    this.log.hold(entry);
  }

  private letGo(entry: Entry<T>): void {
    if (entry.item !== null) this.contents--;
    entry.item = null;
  }

  private open(subject: string): Line<T> {
    const line = new Line<T>(subject);
    this.lines.set(subject, line);
    return line;
  }

  private restore(subject: string, places: readonly number[], { failing }: Lane, now: Times): void {
    const line = this.open(subject);
    for (const place of places) {
      line.entries.push({ place, subject, item: null, recorded: true, verdict: null });
      if (place > this.log.seen) this.known.add(place);
    }
    const failed = failing[subject];
    if (failed?.place === places[0]) {
      line.number = failed!.number;
      line.tries = failed!.tries;
      const wait = failed!.nextAttemptOn === null ? 0 : Math.min(Date.parse(failed!.nextAttemptOn) - now.wall, failed!.delayMs);
      if (failed!.state === 'exhausted') line.phase = 'stuck';
      else if (wait > 0) {
        line.phase = 'parked';
        this.parked.add((line.dueAt = now.monotonic + wait), line);
      }
    }
    if (line.phase === 'ready') this.ready.add(line);
  }
}

const skipped = (place: number, subject: string, { messageId, position }: Named, number: number, tries: number, on: string): Outcome => ({
  messageId,
  place,
  position,
  subject,
  number,
  state: 'skipped',
  tries,
  startedOn: on,
  durationMs: 0,
  status: null,
  error: null,
  answer: null,
  sealedFor: null,
  nextAttemptOn: null,
});
