const FAILURES = 20;
const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 60_000;

/**
 * One consumer's circuit breaker. After twenty failures in a row that say "not well" (no answer, 5xx, 429) it opens; then
 * one message at a time goes out to see, after a pause that doubles up to a minute. An open breaker uses up no try.
 */
export class Breaker {
  private failures = 0;
  private pause = FIRST_PAUSE;
  private openUntil = 0;
  private probing = false;

  /** Milliseconds until it may be asked again; 0 when messages may go. */
  closedFor(now: number): number {
    return this.openUntil === 0 ? 0 : Math.max(0, this.openUntil - now);
  }

  /** Whether one more may go out now. */
  allows(now: number): boolean {
    if (this.openUntil === 0) return true;
    if (now < this.openUntil || this.probing) return false;
    this.probing = true;
    return true;
  }

  note(well: boolean, now: number): void {
    if (well) {
      this.failures = 0;
      this.pause = FIRST_PAUSE;
      this.openUntil = 0;
    } else if (++this.failures >= FAILURES) {
      // Those that were under way when it opened say nothing new.
      if (this.openUntil === 0 || this.probing) {
        this.openUntil = now + this.pause;
        this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
      }
    }
    this.probing = false;
  }

  /** The probe was not made after all. */
  unprobe(): void {
    this.probing = false;
  }
}
