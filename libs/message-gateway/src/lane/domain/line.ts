/** What a message is called on the record. */
export type Named = Readonly<{ messageId: string; position: number }>;

/** One message that is known and not settled. */
export type Entry<T> = {
  readonly place: number;
  readonly subject: string;
  /** Its content; null when it was let go, to be read again from the log. */
  item: T | null;
  /** It stands on the record as outstanding, or its outcome is on its way there: the low-water mark may pass it. */
  recorded: boolean;
  /** What a person or a redelivery decided while an attempt was under way. */
  verdict: Verdict | null;
};

/** How one attempt ended. */
export type Attempted = Readonly<{
  kind: 'accepted' | 'refused' | 'unacked';
  /** UTC ISO time at which it began. */
  startedOn: string;
  durationMs: number;
  status: number | null;
  error: string | null;
  answer: string | null;
  sealedFor: string | null;
  listed?: true;
  /** What the receiver asked for, in milliseconds. */
  retryAfterMs: number | null;
}>;

export type Verdict = Readonly<
  { named: Named } & ({ kind: 'skipped'; wish: number; on: string } | { kind: 'delivered'; attempted: Attempted })
>;

/** The messages of one subject, in order; only the first of them is ever under way. */
export class Line<T> {
  readonly entries: Entry<T>[] = [];
  phase: 'ready' | 'sending' | 'parked' | 'stuck' = 'ready';
  /** Attempts made of the first message, and tries of the schedule that they used up. */
  number = 0;
  tries = 0;
  /** When parked: until when, on the monotonic clock. */
  dueAt = 0;

  constructor(readonly subject: string) {}

  get waits(): boolean {
    return this.phase === 'parked' || this.phase === 'stuck';
  }

  insert(entry: Entry<T>): void {
    const { entries } = this;
    let i = entries.length;
    while (i > 0 && entries[i - 1]!.place > entry.place) i--;
    if (i === entries.length) entries.push(entry);
    else entries.splice(i, 0, entry);
  }

  /** The first message is settled; the next one starts at its first try. */
  next(): void {
    this.entries.shift();
    this.phase = 'ready';
    this.number = 0;
    this.tries = 0;
  }
}
