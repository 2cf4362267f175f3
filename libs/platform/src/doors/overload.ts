import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { FEW, OverloadQueue } from './overload-queue';

/** Requests in hand at which further ones are told to come back; at a thousand a second each, they are half a second of work. */
export const MOST_IN_HAND = 512;
/** The event loop is overloaded when it is this late several times in a row, with work in hand: one long turn is no overload. */
const LATE_MS = 300;
const LATE_IN_A_ROW = 3;
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
  /** With the connection that each came by. */
  private readonly inHand = new Map<ServerResponse, Duplex>();
  private readonly queue = new OverloadQueue();
  private lateInARow = 0;
  private stopping = false;
  private timer: NodeJS.Timeout | undefined;
  private emptied: (() => void) | null = null;

  constructor() {
    let expected = performance.now() + LOOK_EVERY_MS;
    this.timer = setInterval(() => {
      const now = performance.now();
      this.lateInARow = now - expected > LATE_MS ? this.lateInARow + 1 : 0;
      expected = now + LOOK_EVERY_MS;
    }, LOOK_EVERY_MS).unref();
  }

  /** The listener with this before it; how the platform is (`/health/…`, `/metrics`) is told whatever else there is to do. */
  guard(handler: RequestListener): RequestListener {
    return (request: IncomingMessage, response: ServerResponse) => {
      const toldToComeBack = () => refuse(request, response);
      const health = asksHowItIs(request.url);
      if (!health && this.isTooMuch()) return toldToComeBack();
      this.inHand.set(response, request.socket);
      response.once('close', () => this.over(response));
      const begin = () => {
        if (!health && this.begun > MOST_IN_HAND) return toldToComeBack();
        if (this.stopping) response.setHeader('connection', 'close');
        handler(request as never, response as never);
      };
      if (health) return begin();
      if (!this.queue.admits({ begin, refuse: toldToComeBack, isGone: () => request.socket.destroyed })) toldToComeBack();
    };
  }

  /**
   * A connection was accepted. With its end nothing of it is in hand any more: of answers that wait behind others on one
   * connection (pipelining) Node does not say that they are over.
   */
  connects(connection: Duplex): void {
    this.queue.connects();
    connection.once('close', () => {
      for (const [response, from] of this.inHand) if (from === connection) this.over(response);
    });
  }

  /** Requests that were let in and not begun. */
  get waiting(): number {
    return this.queue.length;
  }

  /** From now on connections end with their answer. Resolves when nothing is in hand, or after the time. */
  drain(timeoutMs: number): Promise<void> {
    this.stopping = true;
    for (const response of this.inHand.keys()) if (!response.headersSent) response.setHeader('connection', 'close');
    if (this.inHand.size === 0) return Promise.resolve();
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

  private get begun(): number {
    return this.inHand.size - this.queue.length;
  }

  private isTooMuch(): boolean {
    const { begun } = this;
    return begun >= MOST_IN_HAND || (begun >= FEW && this.lateInARow >= LATE_IN_A_ROW);
  }

  private over(response: ServerResponse): void {
    if (this.inHand.delete(response) && this.inHand.size === 0) this.emptied?.();
  }
}

const asksHowItIs = (url: string | undefined): boolean => url !== undefined && (url.startsWith('/health/') || url === '/metrics');

const refuse = (request: IncomingMessage, response: ServerResponse): void => {
  // A body that nobody reads would be read to its end before the connection can be used again.
  if (request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 65_536)
    response.setHeader('connection', 'close');
  else request.resume();
  response.writeHead(503, HEADERS).end(BODY);
};
