import { DueTimes } from './due';
import type { Lane } from './lane';
import { type Entry, Line } from './line';

/** The wall's time for the record, and one that only grows for waiting. Milliseconds. */
export type Times = Readonly<{ wall: number; monotonic: number }>;

/** The subjects of a lane: which of them may go now, which wait for a time, which wait for a person. */
export class Lines<T> {
  private readonly lines = new Map<string, Line<T>>();
  private readonly ready = new Set<Line<T>>();
  private readonly parked = new DueTimes<Line<T>>();
  /** Messages whose content is in memory. */
  contents = 0;

  constructor(
    /** Told of a message that waits behind a failure: the record is to keep its place. */
    private readonly hold: (entry: Entry<T>) => void,
  ) {}

  get size(): number {
    return this.lines.size;
  }
  get soonest(): number | null {
    return this.parked.soonest;
  }

  find(subject: string): Line<T> | undefined {
    return this.lines.get(subject);
  }

  add(entry: Entry<T>): void {
    if (entry.item !== null) this.contents++;
    const line = this.lines.get(entry.subject) ?? this.open(entry.subject);
    line.insert(entry);
    if (line.waits) this.holdBack(entry);
    else if (line.phase === 'ready') this.ready.add(line);
  }

  fill(entry: Entry<T>, item: T): void {
    if (entry.item === null) this.contents++;
    entry.item = item;
  }

  letGo(entry: Entry<T>): void {
    if (entry.item !== null) this.contents--;
    entry.item = null;
  }

  /** The next subject that may go and that `accepts` takes; its first message is under way from now on. */
  take(accepts: (subject: string) => boolean): Line<T> | null {
    for (const line of this.ready) {
      if (!accepts(line.subject)) continue;
      this.ready.delete(line);
      line.phase = 'sending';
      return line;
    }
    return null;
  }

  makeReady(line: Line<T>): void {
    line.phase = 'ready';
    this.ready.add(line);
  }

  /** The first message is settled: the next one may go. */
  next(line: Line<T>, entry: Entry<T>): void {
    this.letGo(entry);
    line.next();
    this.ready.delete(line);
    if (line.entries.length === 0) this.lines.delete(line.subject);
    else this.ready.add(line);
  }

  /** A message from the middle is settled. */
  remove(line: Line<T>, entry: Entry<T>): void {
    line.entries.splice(line.entries.indexOf(entry), 1);
    this.letGo(entry);
  }

  /** Until a time; `null`: until a person acts. */
  park(line: Line<T>, until: number | null): void {
    line.phase = until === null ? 'stuck' : 'parked';
    line.dueAt = until ?? 0;
    if (until !== null) this.parked.add(until, line);
    for (const entry of line.entries) this.holdBack(entry);
  }

  /** Those whose time has come may go again. */
  tick(now: number): void {
    for (let due = this.parked.take(now); due !== null; due = this.parked.take(now))
      if (due.what.phase === 'parked' && due.what.dueAt === due.at && this.lines.get(due.what.subject) === due.what)
        this.makeReady(due.what);
  }

  revive(): void {
    for (const line of this.lines.values()) {
      line.tries = 0;
      if (line.waits) this.makeReady(line);
    }
  }

  /** As the record left them. A clock that jumped makes nobody wait longer than was meant. */
  restore({ outstanding, failing }: Lane, now: Times): void {
    for (const [subject, places] of Object.entries(outstanding)) {
      const line = this.open(subject);
      for (const place of places) line.entries.push({ place, subject, item: null, recorded: true, verdict: null });
      const failed = failing[subject];
      if (failed === undefined || failed.place !== places[0]) {
        this.ready.add(line);
        continue;
      }
      line.number = failed.number;
      line.tries = failed.tries;
      const wait = failed.nextAttemptOn === null ? 0 : Math.min(Date.parse(failed.nextAttemptOn) - now.wall, failed.delayMs);
      if (failed.state === 'exhausted') this.park(line, null);
      else if (wait > 0) this.park(line, now.monotonic + wait);
      else this.ready.add(line);
    }
  }

  private holdBack(entry: Entry<T>): void {
    this.letGo(entry);
    this.hold(entry);
  }

  private open(subject: string): Line<T> {
    const line = new Line<T>(subject);
    this.lines.set(subject, line);
    return line;
  }
}
