import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';

/** Requests in hand at which further ones are told to come back; at a thousand a second each, they are half a second of work. */
export const MOST_IN_HAND = 512;
/** How late the event loop may be before new requests are told to come back. */
const MOST_LATE_MS = 400;
const LOOK_EVERY_MS = 100;

const BODY = JSON.stringify({
  type: 'about:blank',
  title: 'Service Unavailable',
  status: 503,
  detail: 'Too much at once; ask again in a moment.',
  code: 'platform.busy',
});
const HEADERS = { 'content-type': 'application/problem+json', 'retry-after': '1', 'content-length': String(Buffer.byteLength(BODY)) };

/**
 * What is over capacity is refused at once and before anything is done for it, so that what was taken is finished
 * (spec 70, *Overload*). Counts every request in hand, which is also what a stop waits for.
 */
@Injectable()
export class Overload {
  private inHand = 0;
  private late = 0;
  private stopping = false;
  private timer: NodeJS.Timeout | undefined;
  private emptied: (() => void) | null = null;

  constructor() {
    let expected = performance.now() + LOOK_EVERY_MS;
    this.timer = setInterval(() => {
      const now = performance.now();
      // Half of what was: one long turn of the loop is no overload, several are.
      this.late = this.late / 2 + Math.max(0, now - expected) / 2;
      expected = now + LOOK_EVERY_MS;
    }, LOOK_EVERY_MS).unref();
  }

  guard(handler: RequestListener): RequestListener {
    return (request: IncomingMessage, response: ServerResponse) => {
      if (this.isTooMuch() && !request.url?.startsWith('/health/')) return refuse(request, response);
      this.inHand++;
      if (this.stopping) response.setHeader('connection', 'close');
      response.once('close', this.over);
      handler(request as never, response as never);
    };
  }

  /** From now on connections end with their answer. Resolves when nothing is in hand, or after the time. */
  drain(timeoutMs: number): Promise<void> {
    this.stopping = true;
    if (this.inHand === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.emptied = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  close(): void {
    clearInterval(this.timer);
  }

  private isTooMuch(): boolean {
    return this.inHand >= MOST_IN_HAND || this.late > MOST_LATE_MS;
  }

  private readonly over = (): void => {
    this.inHand--;
    if (this.inHand === 0) this.emptied?.();
  };
}

const refuse = (request: IncomingMessage, response: ServerResponse): void => {
  // A body that nobody reads would be read to its end before the connection can be used again.
  if (request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 65_536)
    response.setHeader('connection', 'close');
  else request.resume();
  response.writeHead(503, HEADERS).end(BODY);
};
