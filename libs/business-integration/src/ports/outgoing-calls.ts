import type { Dispatcher } from 'undici';

/**
 * What business integration needs to call a product host, and the message gateway has: where the platform may go, and when it
 * tries again (spec 25, *Promises* 5 and *Retries*). Whoever composes the platform provides it.
 */
export abstract class OutgoingCalls {
  /** Whether this URL may be called at all; judged again at each connection. */
  abstract accepts(url: string): boolean;
  /** False for hosts that the operator listed: of their answers only the status is shown (spec 25). */
  abstract shows(url: string): boolean;
  /** Connects to nothing that may not be reached, and follows no redirect. */
  abstract dispatcher(): Dispatcher;
  /** Why a call came to nothing, in words that name no address. */
  abstract reasonOf(error: unknown): string;
  /** Milliseconds to wait after the given try (1 is the first); null when it was the last. */
  abstract delayAfter(tries: number, askedMs: number | null): number | null;
}
