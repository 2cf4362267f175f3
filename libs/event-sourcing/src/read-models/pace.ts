import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Time from one round of work to the next: under load, facts gather meanwhile, and one write of documents and place serves
 * them all. The shorter one is for somebody who waits for the view; the longer one is for a process that has no time left,
 * where larger rounds leave more of it to those who write.
 */
const ROUND_MS = 25;
const AWAITED_ROUND_MS = 10;
const BUSY_ROUND_MS = 100;
/** Part of the time in which the event loop has something to do, from which on the process has no time left. */
const BUSY = 0.9;

/** When a view's next round may begin. */
export class Pace {
  private begun = 0;
  private used = performance.eventLoopUtilization();
  /** Ends the rest for somebody who begins to wait. */
  private wake: (() => void) | null = null;

  /** A round begins. */
  begin(): void {
    this.begun = performance.now();
  }

  /** Somebody waits: a rest that is under way becomes the shorter one. */
  hurry(): void {
    this.wake?.();
  }

  /** Until the next round may begin. */
  async rest(isAwaited: () => boolean, signal: AbortSignal): Promise<void> {
    await this.until(AWAITED_ROUND_MS, signal);
    if (isAwaited()) return;
    const hurried = new Promise<void>((wake) => {
      this.wake = wake;
    });
    await Promise.race([this.until(this.isBusy() ? BUSY_ROUND_MS : ROUND_MS, signal), hurried]);
    this.wake = null;
  }

  /** Since it was asked last. */
  private isBusy(): boolean {
    const before = this.used;
    this.used = performance.eventLoopUtilization();
    return performance.eventLoopUtilization(this.used, before).utilization > BUSY;
  }

  private async until(ms: number, signal: AbortSignal): Promise<void> {
    const left = this.begun + ms - performance.now();
    if (left > 1) await sleep(left, undefined, { signal }).catch(() => undefined);
  }
}
