import type { Lane } from './lane';
import type { LaneAdvanced, Outcome } from './lane.events';
import type { Entry } from './line';

/** Messages that went past one that is still under way: beyond so many, that one is written down as outstanding. */
const MOST_SETTLED_ABOVE = 2_000;

/** What is not recorded yet, and how far the record may say that the lane has got. */
export class Log<T> {
  /** Messages in the order of their places, the settled and recorded ones at its front passed by the low-water mark. */
  readonly window: Entry<T>[] = [];
  private front = 0;
  private readonly outcomes: { outcome: Outcome; entry: Entry<T> | null }[] = [];
  private readonly outstanding: Entry<T>[] = [];
  /** Wishes that wait for an attempt to end. */
  private readonly deferred = new Set<number>();
  private batch: number;
  private heeded: number;
  private newestWish: number;

  constructor(
    lane: Lane,
    /** Every message up to here was offered. */
    public seen: number,
  ) {
    this.batch = lane.batch;
    this.heeded = lane.heeded;
    this.newestWish = lane.heeded;
  }

  get dirty(): boolean {
    return this.outcomes.length > 0 || this.outstanding.length > 0 || this.wishesUpTo() > this.heeded;
  }

  /** Outcomes that wait to be recorded. */
  get backlog(): number {
    return this.outcomes.length;
  }

  /** Every message up to here is settled or written down, as far as drained batches are recorded. */
  get low(): number {
    const first = this.window[this.front];
    return first === undefined ? this.seen : first.place - 1;
  }

  add(outcome: Outcome, entry: Entry<T> | null): Outcome {
    this.outcomes.push({ outcome, entry });
    return outcome;
  }

  hold(entry: Entry<T>): void {
    if (entry.recorded) return;
    entry.recorded = true;
    this.outstanding.push(entry);
  }

  defer(wish: number): void {
    this.deferred.add(wish);
    this.newestWish = Math.max(this.newestWish, wish);
  }

  resolve(wish: number): void {
    this.deferred.delete(wish);
    this.newestWish = Math.max(this.newestWish, wish);
  }

  drain(most: number): LaneAdvanced['data'] | null {
    if (!this.dirty) return null;
    const drained = this.outcomes.splice(0, most);
    for (const { entry } of drained) if (entry) entry.recorded = true;
    this.pass();
    while (this.window.length - this.front > MOST_SETTLED_ABOVE) {
      this.hold(this.window[this.front]!);
      this.pass();
    }
    const outstanding = new Map<string, number[]>();
    for (const { subject, place } of this.outstanding.splice(0)) outstanding.set(subject, [...(outstanding.get(subject) ?? []), place]);
    this.heeded = this.outcomes.length === 0 ? this.wishesUpTo() : this.heeded;
    return {
      batch: ++this.batch,
      low: this.low,
      outcomes: drained.map(({ outcome }) => outcome),
      outstanding: [...outstanding],
      heeded: this.heeded,
    };
  }

  private pass(): void {
    while (this.window[this.front]?.recorded) this.front++;
    if (this.front <= 1000) return;
    this.window.splice(0, this.front);
    this.front = 0;
  }

  private wishesUpTo(): number {
    return this.deferred.size === 0 ? this.newestWish : Math.min(...this.deferred) - 1;
  }
}
