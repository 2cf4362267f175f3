import type { Sending } from '../message/channel';

/** One open stream of a consumer, as the channel sees it. */
export type OpenStream = {
  readonly id: string;
  readonly mostInFlight: number;
  /** Messages sent and not answered. */
  readonly inFlight: Set<Pending>;
  write(sending: Sending): void;
};

export type Reply = Readonly<
  { kind: 'ack' } | { kind: 'nack'; retryAfterMs: number | null; reason: string | null } | { kind: 'lost'; why: string }
>;

/** A message that was sent and waits for its answer. */
export type Pending = { readonly messageId: string; readonly stream: OpenStream; reply: (reply: Reply | null) => void };

/** Which streams are open for which consumer, and what waits for an answer. A stream outlives the lanes that use it. */
export class StreamTable {
  private readonly streams = new Map<string, OpenStream[]>();
  private readonly pending = new Map<string, Pending[]>();

  /** Told when a stream opened, closed, or has room again. */
  onRoom: (key: string) => void = () => undefined;

  has(key: string): boolean {
    return (this.streams.get(key)?.length ?? 0) > 0;
  }

  /** Resolves once a stream has been opened; false when the signal fires first. */
  async opened(signal: AbortSignal): Promise<boolean> {
    if (this.streams.size === 0)
      await new Promise<void>((done) => {
        this.onRoom = () => done();
        signal.addEventListener('abort', () => done(), { once: true });
      });
    return !signal.aborted;
  }

  /** How many messages may be unanswered on all its streams together. */
  roomOf(key: string): number {
    return (this.streams.get(key) ?? []).reduce((sum, { mostInFlight }) => sum + mostInFlight, 0);
  }

  open(key: string, stream: OpenStream): void {
    this.streams.set(key, [...(this.streams.get(key) ?? []), stream]);
    this.onRoom(key);
  }

  /** What it had not answered comes again at once, on another stream if there is one. */
  close(key: string, stream: OpenStream): void {
    const left = (this.streams.get(key) ?? []).filter((one) => one !== stream);
    if (left.length > 0) this.streams.set(key, left);
    else this.streams.delete(key);
    for (const pending of [...stream.inFlight]) pending.reply({ kind: 'lost', why: 'the stream closed' });
    this.onRoom(key);
  }

  /** The stream of a subject: always the same while the same streams are open. */
  streamFor(key: string, subject: string): OpenStream | null {
    let [best, most]: [OpenStream | null, number] = [null, -1];
    for (const stream of this.streams.get(key) ?? []) {
      const weight = weigh(subject, stream.id);
      if (weight > most) [best, most] = [stream, weight];
    }
    return best;
  }

  wait(key: string, pending: Pending): void {
    const name = `${key} ${pending.messageId}`;
    this.pending.set(name, [...(this.pending.get(name) ?? []), pending]);
    pending.stream.inFlight.add(pending);
  }

  settled(key: string, pending: Pending): void {
    const name = `${key} ${pending.messageId}`;
    const left = (this.pending.get(name) ?? []).filter((one) => one !== pending);
    if (left.length > 0) this.pending.set(name, left);
    else this.pending.delete(name);
    pending.stream.inFlight.delete(pending);
  }

  /** An answer, on whichever stream it comes; one that nobody waits for is silently nothing. */
  answer(key: string, messageId: string, reply: Reply): void {
    for (const pending of [...(this.pending.get(`${key} ${messageId}`) ?? [])]) pending.reply(reply);
  }
}

/** FNV-1a: rendezvous hashing, so that a stream that comes or goes moves only its own share of subjects. */
const weigh = (subject: string, stream: string): number => {
  let hash = 0x811c9dc5;
  for (const text of [stream, subject]) for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
  return (hash ^ (hash >>> 12)) >>> 0;
};
