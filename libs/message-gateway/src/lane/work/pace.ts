import { setTimeout as sleep } from 'node:timers/promises';

const LEAST_MS = 50;
const MOST_MS = 500;
/** So many lanes may each write every 50 ms: two hundred appends a second. */
const AT_ONCE = 10;

/**
 * How long lanes gather outcomes before they write them down. An append costs the same for one outcome and for many, so the
 * more lanes write at a time, the longer each of them gathers; what they cost together stays about the same.
 */
export class Pace {
  private gathering = 0;

  get ms(): number {
    return Math.min(MOST_MS, LEAST_MS * Math.max(1, this.gathering / AT_ONCE));
  }

  async gather(): Promise<void> {
    this.gathering++;
    await sleep(this.ms);
    this.gathering--;
  }
}
