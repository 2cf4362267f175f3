import type { Asked } from '../doors/asked';
import type { RequestState } from './domain/request';

/** An answer as it was given, to be given again byte for byte. */
export type Replay = Readonly<{ status: number; headers: Readonly<Record<string, string>>; body: string }>;

/** One request's turn on its Idempotency-Key, from the moment its body was read until its answer is on the record. */
export class Working {
  /** The request with the claimed ids and time, once a command was asked for. */
  claimed: Promise<Asked> | null = null;
  /** How long the stream is; -1 while nothing is in it. */
  revision = -1;
  occurredOn: string | null = null;
  /** What a former attempt left, which did not come to its answer. */
  left: RequestState | null = null;
  /** Somebody else has the claim: what becomes of us is not remembered. */
  lost = false;
  readonly done: Promise<Replay | null>;
  private finish: (replay: Replay | null) => void = () => undefined;

  constructor(
    readonly stream: string,
    readonly fingerprint: string,
    readonly seed: string,
  ) {
    this.done = new Promise((resolve) => {
      this.finish = resolve;
    });
  }

  /** The same in every attempt: facts that carry it are this request's effect. */
  get requestId(): string {
    return this.stream.slice('request-'.length);
  }

  over(replay: Replay | null): void {
    this.finish(replay);
  }
}

/** Somebody else answered this very request in the meantime: give that answer. */
export class AnsweredElsewhere extends Error {
  constructor(readonly replay: Replay) {
    super('This request was answered by another process.');
    this.name = 'AnsweredElsewhere';
  }
}
