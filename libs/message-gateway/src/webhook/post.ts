import type { Agent, Dispatcher } from 'undici';
import { AnswerText, retryAfterOf } from './answer';
import { reasonOf } from './reason-of';

/** How the other side answered, or why it did not. */
export type Posted = Readonly<{ status: number | null; error: string | null; answer: string | null; retryAfterMs: number | null }>;

export const isAccepted = (status: number | null): boolean => status !== null && status >= 200 && status < 300;

export type Limits = Readonly<{ totalMs: number; bodyMs: number }>;
export const LIMITS: Limits = { totalMs: 15_000, bodyMs: 2_000 };

/**
 * One POST, never thrown. 15 s for all of it; once the status is there the rest of the answer gets two seconds, because the
 * status alone decides. What a hostile receiver can do is bounded: 64 KiB read, redirects not followed, gzip not inflated.
 */
export const post = (agent: Agent, options: Dispatcher.DispatchOptions, limits: Limits = LIMITS): Promise<Posted> =>
  new Promise((resolve) => {
    const exchange = new Exchange(resolve, limits);
    try {
      agent.dispatch(options, exchange);
    } catch (error) {
      exchange.end(reasonOf(error));
    }
  });

class Exchange implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | null = null;
  private status: number | null = null;
  private retryAfter: string | undefined;
  private readonly answer = new AnswerText();
  private timer: NodeJS.Timeout;
  private over = false;

  constructor(
    private readonly resolve: (posted: Posted) => void,
    private readonly limits: Limits,
  ) {
    this.timer = setTimeout(() => this.cut('timeout'), limits.totalMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.over) controller.abort(new Error('timeout'));
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Record<string, string | string[] | undefined>): void {
    if (status < 200) return;
    this.status = status;
    const { 'retry-after': after } = headers;
    this.retryAfter = Array.isArray(after) ? after[0] : after;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.cut(null), this.limits.bodyMs);
  }

  onResponseData(_: Dispatcher.DispatchController, piece: Buffer): void {
    if (!this.over && !this.answer.take(piece)) this.cut(null);
  }

  onResponseEnd(): void {
    this.end(null);
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.end(reasonOf(error));
  }

  /** Enough: the status decides when there is one; the connection is of no more use. */
  private cut(reason: string | null): void {
    this.end(reason);
    this.controller?.abort(new Error(reason ?? 'enough was read'));
  }

  end(reason: string | null): void {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.timer);
    const { status } = this;
    const retryAfterMs = status === 429 || status === 503 ? retryAfterOf(this.retryAfter, Date.now()) : null;
    this.resolve({ status, error: status === null ? (reason ?? 'no answer') : null, answer: this.answer.text, retryAfterMs });
  }
}
