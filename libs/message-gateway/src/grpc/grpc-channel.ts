import type { Channel, Ending, Sending } from '../message/channel';
import type { Pending, Reply, StreamTable } from './stream-table';

export const ACKNOWLEDGED_WITHIN_MS = 30_000;

/** Tells one consumer over its open streams (spec 25, *gRPC delivery*). No stream open: nothing goes out, and nothing fails. */
export class GrpcChannel implements Channel {
  private readonly waiting = new Set<Pending>();

  constructor(
    private readonly key: string,
    private readonly table: StreamTable,
    private readonly patience = ACKNOWLEDGED_WITHIN_MS,
  ) {}

  accepts(subject: string): boolean {
    const stream = this.table.streamFor(this.key, subject);
    return stream !== null && stream.inFlight.size < stream.mostInFlight;
  }

  send(sending: Sending): Promise<Ending | null> {
    const { message } = sending;
    const stream = this.table.streamFor(this.key, message.told.subject);
    if (stream === null) return Promise.resolve(null);
    const startedOn = new Date().toISOString();
    const begun = performance.now();
    return new Promise((resolve) => {
      const end = (reply: Reply | null): void => {
        clearTimeout(timer);
        this.waiting.delete(pending);
        this.table.settled(this.key, pending);
        resolve(reply && endingOf(reply, startedOn, Math.round(performance.now() - begun)));
      };
      const pending: Pending = { messageId: message.messageId, stream, reply: end };
      const timer = setTimeout(end, this.patience, {
        kind: 'lost',
        why: `not acknowledged within ${this.patience / 1000} s`,
      } satisfies Reply);
      this.waiting.add(pending);
      this.table.wait(this.key, pending);
      stream.write(sending);
    });
  }

  /** The lane ends here; the streams stay open for whoever has it next. */
  async close(): Promise<void> {
    for (const pending of [...this.waiting]) pending.reply(null);
  }
}

const endingOf = (reply: Reply, startedOn: string, durationMs: number): Ending => {
  const plain = { startedOn, durationMs, status: null, answer: null, sealedFor: null };
  switch (reply.kind) {
    case 'ack':
      return { ...plain, kind: 'accepted', error: null, retryAfterMs: null };
    case 'nack':
      return {
        ...plain,
        kind: 'refused',
        error: reply.reason === null ? 'nack' : `nack: ${reply.reason}`,
        retryAfterMs: reply.retryAfterMs,
      };
    case 'lost':
      return { ...plain, kind: 'unacked', error: reply.why, retryAfterMs: null };
  }
};
