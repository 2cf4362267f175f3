import { setImmediate as turn } from 'node:timers/promises';
import type { Stretch } from '../../event-store';
import type { Stored } from '../../model';
import { pause } from './within';

/** What a subscription has heard, in the order of the log. */
type Heard = Readonly<{ fact: Stored } | { place: number } | { live: boolean; place: number }>;

/** How long a lone fact waits for company while old facts are being caught up with; a live one does not wait. */
const COMPANY_MS = 10;

/** Between a subscription, which is pushed, and its reader, who pulls: in order, bounded, and cut into stretches. */
export class Inbox {
  private heard: Heard[] = [];
  private facts = 0;
  private live = false;
  private told = false;
  private failure: { error: unknown } | undefined;
  private wakeReader: () => void = () => undefined;
  private wakeWriter: () => void = () => undefined;

  constructor(
    /** Up to here the reader has been given everything. */
    private place: number,
    private readonly batch: number,
    private readonly signal: AbortSignal,
  ) {
    signal.addEventListener('abort', () => this.wakeReader(), { once: true });
  }

  /** No more than two batches are kept; the server's own back-pressure does the rest. */
  get full(): boolean {
    return this.facts >= 2 * this.batch;
  }

  get empty(): boolean {
    return this.heard.length === 0;
  }

  onRoom(act: () => void): void {
    this.wakeWriter = act;
  }

  fact(fact: Stored): void {
    this.facts += 1;
    this.hear({ fact });
  }

  /** Everything up to here was looked at. */
  looked(place: number): void {
    const last = this.heard.at(-1);
    // Checkpoints come by the thousand where little is wanted; only the last of a row says anything.
    if (last && 'place' in last && !('live' in last)) this.heard.pop();
    this.hear({ place });
  }

  /** Nothing is left after this place; or, after a break, something may be. */
  turned(live: boolean, place: number): void {
    this.hear({ live, place });
  }

  /** Waiting will not mend this. */
  fail(error: unknown): void {
    this.failure = { error };
    this.wakeReader();
  }

  /** The next stretch that says anything new; undefined at the end. */
  async take(): Promise<Stretch | undefined> {
    for (;;) {
      while (this.empty && !this.failure && !this.signal.aborted) {
        await new Promise<void>((resolve) => {
          this.wakeReader = resolve;
        });
      }
      await this.company();
      if (this.signal.aborted) return undefined;
      if (this.empty && this.failure) throw this.failure.error;
      const stretch = this.cut();
      if (stretch) return stretch;
    }
  }

  private hear(heard: Heard): void {
    this.heard.push(heard);
    this.wakeReader();
  }

  private async company(): Promise<void> {
    // What was read from the socket together is here one turn later.
    await turn();
    if (!this.live && this.facts < this.batch && !this.heard.some((heard) => 'live' in heard)) await pause(COMPANY_MS, this.signal);
  }

  private cut(): Stretch | undefined {
    const before = { place: this.place, live: this.live };
    const facts: Stored[] = [];
    let taken = 0;
    for (const heard of this.heard) {
      if ('fact' in heard && facts.length === this.batch) break;
      taken += 1;
      if ('fact' in heard) facts.push(heard.fact);
      if ('live' in heard) this.live = heard.live;
      this.place = Math.max(this.place, 'fact' in heard ? heard.fact.position : heard.place);
    }
    this.heard = this.heard.slice(taken);
    this.facts -= facts.length;
    this.wakeWriter();
    const caughtUp = this.live && this.empty;
    const news = facts.length > 0 || this.place > before.place || (caughtUp && (!this.told || !before.live));
    if (!news) return undefined;
    this.told ||= caughtUp;
    return { facts, position: this.place, caughtUp };
  }
}
