import { setMaxListeners } from 'node:events';

/** Held while this process may do the work. `signal` fires when it may no longer, and then the work must end. */
export type Lease = Readonly<{ signal: AbortSignal }>;
export type Work = (lease: Lease) => Promise<void>;

/**
 * Who does which piece of work, when several workers share it. `run` is called each time this process comes to hold the
 * unit and must live until the signal fires. Every write that the work makes is guarded besides (a document's position,
 * a stream's expected revision), so that one who was frozen and wakes changes nothing.
 */
export abstract class Leases {
  /** What any worker can do: shared evenly among all who are willing. */
  abstract hold(unit: string, run: Work): void;
  /** What belongs where this process is, as an agent's stream does: held here once nobody else has it, beside the even share. */
  abstract claim(unit: string, run: Work): void;
  /** Ends the work and leaves it to others; resolves when it has ended here. It may be held or claimed anew after that. */
  abstract release(unit: string): Promise<void>;
  abstract close(): Promise<void>;
}

/** One process does it all: everything is held at once and until the end. */
export class SoleLeases extends Leases {
  private readonly working = new Map<string, { ending: AbortController; done: Promise<void> }>();

  hold(unit: string, run: Work): void {
    const ending = new AbortController();
    // All that a unit of work is made of listens for the one end.
    setMaxListeners(0, ending.signal);
    this.working.set(unit, { ending, done: run({ signal: ending.signal }) });
  }

  claim(unit: string, run: Work): void {
    this.hold(unit, run);
  }

  async release(unit: string): Promise<void> {
    const working = this.working.get(unit);
    if (working === undefined) return;
    this.working.delete(unit);
    working.ending.abort();
    await working.done.catch(() => undefined);
  }

  async close(): Promise<void> {
    await Promise.all([...this.working.keys()].map((unit) => this.release(unit)));
  }
}
