import type { Channel, Ending, Sending } from '../message/channel';
import type { Pending, Reply, StreamTable } from './stream-table';

export const ACKNOWLEDGED_WITHIN_MS = 30_000;

/** Tells one consumer over its open streams (spec 25, *gRPC delivery*). No stream open: nothing goes out, and nothing fails. */
export class GrpcChannel implements Channel {
  private readonly waiting = new Set<Pending>();

  constructor(
    private readonly key: string,
    private readonly table: StreamTable,
    /** Seals what a consumer says for whom it may name. */
    private readonly seal: (owner: string, said: string, messageId: string) => Promise<string>,
    private readonly patience = ACKNOWLEDGED_WITHIN_MS,
  ) {}

  get atOnce(): number {
    return this.table.roomOf(this.key);
  }

  accepts(subject: string): boolean {
    const stream = this.table.streamFor(this.key, subject);
    return stream !== null && stream.inFlight.size < stream.mostInFlight;
  }

  async send(sending: Sending): Promise<Ending | null> {
    const { message } = sending;
    const stream = this.table.streamFor(this.key, message.told.subject);
    if (stream === null) return null;
    const startedOn = new Date().toISOString();
    const begun = performance.now();
    const reply = await new Promise<Reply | null>((resolve) => {
      const end = (reply: Reply | null): void => {
        clearTimeout(timer);
        this.waiting.delete(pending);
        this.table.settled(this.key, pending);
        resolve(reply);
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
    if (reply === null) return null;
    const ending = endingOf(reply, startedOn, Math.round(performance.now() - begun));
    if (reply.kind !== 'nack' || reply.reason === null) return ending;
    const { sealedFor } = message.told;
    const answer = await this.seal(sealedFor, reply.reason, message.messageId).catch(() => null);
    return { ...ending, answer, sealedFor: answer === null ? null : sealedFor };
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
        error: 'nack',
        retryAfterMs: reply.retryAfterMs,
      };
    case 'lost':
      return { ...plain, kind: 'unacked', error: reply.why, retryAfterMs: null };
  }
};
