import type { Dispatcher } from 'undici';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** What came back: the status is null when none came, and `error` says why; `whole` once the answer was heard to its end. */
type Answer = Readonly<{ status: number | null; headers: Headers; whole: boolean; error: unknown }>;

/** `totalMs` for all of it, or where `bodyMs` is given until the status is there, and `bodyMs` then. */
export type Patience = Readonly<{ totalMs: number; bodyMs?: number }>;

/** Known to those who name reasons by the codes of sockets. */
class TimedOut extends Error {
  readonly code = 'ETIMEDOUT';
}

/**
 * One call to somebody else's server, never thrown. Each piece of the answer goes to `take`, which says whether more is wanted;
 * nothing is unpacked, and what the dispatcher does not follow is not followed.
 */
export const hear = (
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  patience: Patience,
  take: (piece: Buffer) => boolean,
): Promise<Answer> =>
  new Promise((resolve) => {
    const hearing = new Hearing(resolve, patience, take);
    try {
      dispatcher.dispatch(options, hearing);
    } catch (error) {
      hearing.end(error);
    }
  });

/** Hears the answer out, without the streams and signals that a `request` of the library's would make for each. */
class Hearing implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | null = null;
  private status: number | null = null;
  private headers: Headers = {};
  private timer: NodeJS.Timeout;
  private over = false;

  constructor(
    private readonly resolve: (answer: Answer) => void,
    private readonly patience: Patience,
    private readonly take: (piece: Buffer) => boolean,
  ) {
    this.timer = this.waiting(patience.totalMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.over) controller.abort(new TimedOut());
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Headers): void {
    if (status < 200) return;
    this.status = status;
    this.headers = headers;
    if (this.patience.bodyMs === undefined) return;
    clearTimeout(this.timer);
    this.timer = this.waiting(this.patience.bodyMs);
  }

  onResponseData(_: Dispatcher.DispatchController, piece: Buffer): void {
    if (!this.over && !this.take(piece)) this.cut(null);
  }

  onResponseEnd(): void {
    this.end(null, true);
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.end(error);
  }

  end(error: unknown, whole = false): void {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.timer);
    const { status, headers } = this;
    this.resolve({ status, headers, whole, error: status === null ? (error ?? new Error('no answer')) : error });
  }

  private waiting(ms: number): NodeJS.Timeout {
    return setTimeout(() => this.cut(new TimedOut()), ms);
  }

  /** The connection is of no more use. */
  private cut(error: Error | null): void {
    this.end(error);
    this.controller?.abort(error ?? new Error('enough was read'));
  }
}
