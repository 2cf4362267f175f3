import type { Dispatcher } from 'undici';
import type { OutgoingCalls } from '../../ports/outgoing-calls';

/** How somebody whom we called answered, or in words that name no address why not. */
export type Exchange = Readonly<{
  status: number | null;
  error: string | null;
  contentType: string;
  /** At most 64 KiB; null when it was longer. */
  body: string | null;
  retryAfterMs: number | null;
  durationMs: number;
}>;

export type Ask = Readonly<{ url: string; method: 'GET' | 'POST'; headers: Record<string, string>; body?: string }>;

export const PATIENCE_MS = 5_000;
const MOST_READ = 64 * 1024;

/** One call, never thrown: five seconds for all of it, 64 KiB read, nothing unpacked, no redirect followed. */
export const exchange = (
  calls: Pick<OutgoingCalls, 'dispatcher' | 'reasonOf'>,
  { url, method, headers, body }: Ask,
  patienceMs = PATIENCE_MS,
): Promise<Exchange> =>
  new Promise((resolve) => {
    const listening = new Listening(resolve, (error) => calls.reasonOf(error), patienceMs);
    try {
      const { origin, pathname, search } = new URL(url);
      calls.dispatcher().dispatch({ origin, path: `${pathname}${search}`, method, headers, body: body ?? null }, listening);
    } catch (error) {
      listening.fail(error);
    }
  });

/** Hears the answer out, without the streams and signals that a `request` of the library's would make for each. */
class Listening implements Dispatcher.DispatchHandler {
  private readonly begun = performance.now();
  private readonly timer: NodeJS.Timeout;
  private controller: Dispatcher.DispatchController | null = null;
  private status: number | null = null;
  private headers: Record<string, string | string[] | undefined> = {};
  private pieces: Buffer[] = [];
  private read = 0;
  private over = false;

  constructor(
    private readonly resolve: (exchange: Exchange) => void,
    private readonly reasonOf: (error: unknown) => string,
    patienceMs: number,
  ) {
    this.timer = setTimeout(() => this.cut({ error: 'timeout' }), patienceMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.over) controller.abort(new Error('timeout'));
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Record<string, string | string[] | undefined>): void {
    if (status < 200) return;
    this.status = status;
    this.headers = headers;
  }

  onResponseData(_: Dispatcher.DispatchController, piece: Buffer): void {
    this.read += piece.length;
    if (this.read > MOST_READ) this.cut(this.told(null));
    else this.pieces.push(piece);
  }

  onResponseEnd(): void {
    this.end(this.told(Buffer.concat(this.pieces).toString('utf8')));
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.fail(error);
  }

  fail(error: unknown): void {
    if (!this.over) this.end({ error: this.reasonOf(error) });
  }

  private told(body: string | null): Partial<Exchange> {
    const { 'content-type': contentType = '', 'retry-after': after } = this.headers;
    return { status: this.status, contentType: String(contentType).toLowerCase(), body, retryAfterMs: retryAfter(after) };
  }

  /** Nothing more is wanted of the connection. */
  private cut(what: Partial<Exchange>): void {
    this.end(what);
    this.controller?.abort(new Error(what.error ?? 'enough was read'));
  }

  private end(what: Partial<Exchange>): void {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.timer);
    this.pieces = [];
    const durationMs = Math.round(performance.now() - this.begun);
    this.resolve({ ...{ status: null, error: null, contentType: '', body: null, retryAfterMs: null }, ...what, durationMs });
  }
}

const retryAfter = (header: string | string[] | undefined): number | null =>
  typeof header === 'string' && /^\d{1,9}$/.test(header.trim()) ? Number(header) * 1000 : null;
