import { setMaxListeners } from 'node:events';

/** Held while this process may do the work. `signal` fires when it may no longer, and then the work must end. */
export type Lease = Readonly<{ signal: AbortSignal }>;

/**
 * Who does which piece of work, when several workers share it. `run` is called each time this process comes to hold the
 * unit and must live until the signal fires. Every write that the work makes is guarded besides (a document's position,
 * a stream's expected revision), so that one who was frozen and wakes changes nothing.
 */
export abstract class Leases {
  abstract hold(unit: string, run: (lease: Lease) => Promise<void>): void;
  abstract close(): Promise<void>;
}

/** One process does it all: everything is held at once and until the end. */
export class SoleLeases extends Leases {
  private readonly ending = new AbortController();
  private readonly working: Promise<void>[] = [];

  constructor() {
    super();
    // Every unit of work listens for the one end.
    setMaxListeners(0, this.ending.signal);
  }

  hold(_unit: string, run: (lease: Lease) => Promise<void>): void {
    this.working.push(run({ signal: this.ending.signal }));
  }

  async close(): Promise<void> {
    this.ending.abort();
    await Promise.allSettled(this.working);
  }
}
