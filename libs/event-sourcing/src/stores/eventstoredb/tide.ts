import type { Connection } from './connection';
import type { Head } from './head';
import { pause } from './within';

/** Asks for the head now and then while anybody subscribes, so that a subscription that fell silent is found out. */
export class Tide {
  private watchers = 0;
  private stop = new AbortController();

  constructor(
    private readonly connection: Connection,
    readonly head: Head,
  ) {}

  /** Watches until the function that it gives is called. */
  watch(): () => void {
    this.watchers += 1;
    if (this.watchers === 1) {
      this.stop = new AbortController();
      void this.run(this.stop.signal);
    }
    return () => {
      this.watchers -= 1;
      if (this.watchers === 0) this.stop.abort();
    };
  }

  private async run(signal: AbortSignal): Promise<void> {
    for (;;) {
      await pause(this.connection.timing.pollMs, signal);
      if (signal.aborted || this.connection.closed.aborted) return;
      // A failure is the connection's to judge: it has been told, and opens a new line when this one is broken.
      await this.head.read().catch(() => undefined);
    }
  }
}
