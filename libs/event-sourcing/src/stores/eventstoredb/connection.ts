import { StoreUnavailable } from '../../event-store';
import { type Client, closeClient, openClient } from './client';
import { blamesConnection, mayPass } from './faults';
import type { Timing } from './timing';
import { jittered, pause, within } from './within';

/**
 * A client and its end: `retired` comes when another has taken its place, `cut` when its calls are cancelled. The client ends a
 * cancelled read as if it were complete, so whoever reads must look at `cut` before believing that there is no more.
 */
export type Line = Readonly<{ client: Client; retired: AbortSignal; cut: AbortSignal }>;

/** A younger line is not given up: its first calls have hardly had the time to fail by its own fault. */
const YOUNG_MS = 250;
/** A retired line may finish what it was asked; afterwards it is cut. */
const GRACE_MS = 3_000;
/** The rest between two rounds of attempts. */
const REST_MS = 120;

/**
 * The way to the server, renewed when it is in doubt. The client's own repair is too slow for us: a socket that went silent
 * is noticed after 20 s of keep-alive, and one that was refused is tried again only after a growing back-off.
 */
export class Connection {
  private generation = 0;
  private born = 0;
  private heardAt = 0;
  private resting: Promise<void> | undefined;
  private readonly ends = new WeakMap<Line, { retire: AbortController; cut: AbortController }>();
  private line: Line;
  private readonly ending = new AbortController();

  constructor(
    private readonly connectionString: string,
    readonly timing: Timing,
  ) {
    this.line = this.open();
  }

  /** Comes when the store is closed. */
  get closed(): AbortSignal {
    return this.ending.signal;
  }

  get current(): Line {
    if (this.closed.aborted) throw new StoreUnavailable('The event store is closed.');
    return this.line;
  }

  heard(line: Line): void {
    if (line === this.line) this.heardAt = Date.now();
  }

  /** A call that began at `since` failed on this line: is the line to blame? */
  doubt(line: Line, error: unknown, since: number): void {
    const silent = (error as Error).name === 'Silence';
    if (line !== this.line || this.closed.aborted || !blamesConnection(error)) return;
    // Others were answered meanwhile: the server is slow, the way to it is not broken.
    if (silent && this.heardAt > since) return;
    if (Date.now() - this.born < YOUNG_MS) return;
    const former = this.line;
    this.line = this.open();
    this.ends.get(former)?.retire.abort();
    setTimeout(() => void this.end(former), GRACE_MS).unref();
  }

  /**
   * Asks until it is answered or the time for an answer is over: `ask` must be safe to repeat. Trouble that may pass becomes
   * `StoreUnavailable`, every other error is given as it came.
   */
  async ask<T>(what: string, ask: (line: Line, ms: number, attempt: number) => Promise<T>): Promise<T> {
    const { answerMs, attemptMs } = this.timing;
    const until = Date.now() + answerMs;
    for (let attempt = 0; ; attempt++) {
      await this.resting;
      const line = this.current;
      const since = Date.now();
      const ms = Math.max(1, Math.min(attemptMs, until - since));
      try {
        const answer = await ask(line, ms, attempt);
        this.heard(line);
        return answer;
      } catch (error) {
        if (error instanceof StoreUnavailable || !mayPass(error)) throw error;
        this.doubt(line, error, since);
        if (Date.now() + REST_MS >= until) throw new StoreUnavailable(`${what}: the event store does not answer.`, { cause: error });
        await this.rest();
      }
    }
  }

  async close(): Promise<void> {
    if (this.closed.aborted) return;
    this.ending.abort();
    this.ends.get(this.line)?.retire.abort();
    await this.end(this.line);
  }

  /**
   * All who failed rest together, and who comes meanwhile joins them. The client opens a new socket for every call that fails, so
   * that callers who tried again each in their own time would knock hundreds of times a second at a server that is coming back.
   */
  private rest(): Promise<void> {
    this.resting ??= pause(jittered(REST_MS), this.closed).then(() => {
      this.resting = undefined;
    });
    return this.resting;
  }

  private open(): Line {
    this.born = Date.now();
    this.generation += 1;
    const [retire, cut] = [new AbortController(), new AbortController()];
    const line = { client: openClient(this.connectionString, this.generation), retired: retire.signal, cut: cut.signal };
    this.ends.set(line, { retire, cut });
    return line;
  }

  private async end(line: Line): Promise<void> {
    this.ends.get(line)?.cut.abort();
    await within(this.timing.closeMs, 'Closing', closeClient(line.client)).catch(() => undefined);
  }
}
