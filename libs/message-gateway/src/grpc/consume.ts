import { randomUUID } from 'node:crypto';
import type { Caller } from '@causeway/platform';
import { type ServerDuplexStream, status } from '@grpc/grpc-js';
import type { Sending } from '../message/channel';
import { asMessage, type ConsumeRequest } from './contract';
import type { OpenStream, StreamTable } from './stream-table';

export type Call = ServerDuplexStream<ConsumeRequest, ReturnType<typeof asMessage>>;

/** Why a stream ends. */
export class Ended extends Error {
  constructor(
    readonly code: status,
    readonly details: string,
  ) {
    super(details);
  }
}

export type ConsumeMeans = Readonly<{
  table: StreamTable;
  source: string;
  /** Throws `Ended`: UNAUTHENTICATED, PERMISSION_DENIED, UNAVAILABLE. Asked again while the stream is open. */
  admit: (authorization: string | undefined) => Promise<Caller>;
  /** The key of the caller's own consumer of the gRPC channel; throws `Ended`: NOT_FOUND, FAILED_PRECONDITION. */
  consumerKey: (caller: Caller, consumerCode: string) => Promise<string>;
  /** How often both are asked again. */
  recheckMs: number;
}>;

const USUAL_IN_FLIGHT = 100;
const MOST_IN_FLIGHT = 1000;

/** One `Consume` call, from its first request to its end (spec 25, *gRPC delivery*). */
export class Consuming implements OpenStream {
  readonly id = randomUUID();
  readonly inFlight: OpenStream['inFlight'] = new Set();
  mostInFlight = USUAL_IN_FLIGHT;
  private key: string | null = null;
  private opening = false;
  private over = false;
  private expiry: NodeJS.Timeout | null = null;
  private recheck: NodeJS.Timeout | null = null;
  private readonly authorization: string | undefined;
  private caller: Promise<Caller>;

  constructor(
    private readonly call: Call,
    private readonly means: ConsumeMeans,
    private readonly gone: () => void,
  ) {
    this.authorization = call.metadata.get('authorization')[0]?.toString();
    this.caller = means.admit(this.authorization);
    this.caller.then(() => this.watchToken()).catch((error) => this.end(error));
    call.on('data', (request: ConsumeRequest) => void this.take(request).catch((error) => this.end(error)));
    // Who will never acknowledge again can be told nothing more.
    call.on('end', () => this.end(null));
    for (const event of ['cancelled', 'close', 'error']) call.on(event, () => this.leave());
  }

  write(sending: Sending): void {
    if (!this.over) this.call.write(asMessage(sending, this.means.source));
  }

  end(error: unknown): void {
    if (this.over) return;
    this.leave();
    if (error === null) this.call.end();
    else
      this.call.emit(
        'error',
        error instanceof Ended
          ? { code: error.code, details: error.details }
          : { code: status.INTERNAL, details: 'Something went wrong here.' },
      );
  }

  private async take(request: ConsumeRequest): Promise<void> {
    if (this.over) return;
    if (this.key === null && !this.opening) return this.open(request);
    if (request.kind === 'open' || request.kind === undefined)
      throw new Ended(status.INVALID_ARGUMENT, 'The stream is open already: acks and nacks follow.');
    // Sent before the opening was answered: nothing was sent yet that it could be about.
    if (this.key === null) return;
    if (request.kind === 'ack') this.means.table.answer(this.key, request.ack!.message_id, { kind: 'ack' });
    else {
      const { message_id, retry_after_seconds: seconds, reason } = request.nack!;
      this.means.table.answer(this.key, message_id, {
        kind: 'nack',
        retryAfterMs: seconds > 0 ? seconds * 1000 : null,
        reason: reason.slice(0, 1000) || null,
      });
    }
    this.means.table.onRoom(this.key);
  }

  private async open({ kind, open }: ConsumeRequest): Promise<void> {
    this.opening = true;
    const caller = await this.caller;
    if (kind !== 'open' || !open) throw new Ended(status.INVALID_ARGUMENT, 'The first request opens the stream.');
    if (open.max_in_flight > MOST_IN_FLIGHT) throw new Ended(status.INVALID_ARGUMENT, `max_in_flight is at most ${MOST_IN_FLIGHT}.`);
    this.mostInFlight = open.max_in_flight || USUAL_IN_FLIGHT;
    const key = await this.means.consumerKey(caller, open.consumer_code);
    if (this.over) return;
    this.key = key;
    this.recheck = setInterval(() => void this.stillMay(open.consumer_code), this.means.recheckMs);
    // Metadata goes out at once, so that the client sees that it is connected though nothing is to be told.
    this.call.sendMetadata(new (this.call.metadata.constructor as new () => typeof this.call.metadata)());
    this.means.table.open(key, this);
  }

  /** Tokens end by their time; a tenant that is closed, or a consumer that is removed, ends the stream as well. */
  private async stillMay(consumerCode: string): Promise<void> {
    try {
      await this.means.consumerKey(await this.means.admit(this.authorization), consumerCode);
    } catch (error) {
      if (!(error instanceof Ended) || error.code !== status.UNAVAILABLE) this.end(error);
    }
  }

  private watchToken(): void {
    const until = expiryOf(this.authorization);
    if (until === null || this.over) return;
    this.expiry = setTimeout(
      () => this.end(new Ended(status.UNAUTHENTICATED, 'The access token has expired: open again with a new one.')),
      Math.max(0, until - Date.now()),
    );
  }

  private leave(): void {
    if (this.over) return;
    this.over = true;
    if (this.expiry) clearTimeout(this.expiry);
    if (this.recheck) clearInterval(this.recheck);
    if (this.key !== null) this.means.table.close(this.key, this);
    this.gone();
  }
}

/** When a token that was verified ends, in milliseconds. */
export const expiryOf = (authorization: string | undefined): number | null => {
  try {
    const [, claims = ''] = (authorization ?? '').split('.');
    const { exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { exp?: number };
    return typeof exp === 'number' ? exp * 1000 : null;
  } catch {
    return null;
  }
};
