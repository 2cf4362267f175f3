import { type AllStreamSubscription, excludeSystemEvents, type ResolvedEvent, START, streamNameFilter } from '@eventstore/db-client';
import { wantedAhead } from './ahead';
import type { Connection, Line } from './connection';
import { isFact, positionOf, toStored } from './facts';
import { Silence } from './faults';
import type { Head } from './head';
import type { Inbox } from './inbox';
import { isWanted } from './reading';
import { onFirst } from './within';

/** How often a session looks after itself, and how quiet it must be before it looks ahead; milliseconds. */
const LOOK_MS = 100;

/**
 * One subscription on one connection, from its opening to its end.
 *
 * **Order.** The client tells facts through a buffered stream, but notices (`checkpoint`, `caughtUp`) at once and past that
 * buffer. So the stream is read by hand: at every notice first what is buffered, then the notice. `for await` would let a
 * checkpoint overtake facts, and a place kept there would lose them.
 *
 * **How far it has come.** The server tells a filtered subscription only of every 32nd record that it skipped, and its
 * `caughtUp` names no place. What was the head before the subscription was asked for was certainly looked at when `caughtUp`
 * comes, so that is the place then. Afterwards, when it is quiet and the head is ahead, the few records between are read:
 * if none is wanted the place moves over them; if one is, it must arrive soon, or this session is deaf and ends.
 */
export class Session {
  private confirmed = false;
  private live = false;
  private heardAt = Date.now();
  private overdue: { position: number; since: number } | undefined;
  private looking = false;
  /** The newest fact that was told, or skipped by looking ahead: a fact at or before it is a repetition. */
  private known: number;

  constructor(
    private readonly connection: Connection,
    private readonly line: Line,
    private readonly head: Head,
    private readonly inbox: Inbox,
    private readonly categories: readonly string[],
    /** Where the next session goes on. */
    public place: number,
  ) {
    this.known = place;
  }

  get wasLive(): boolean {
    return this.live;
  }

  /** Ends by the signal, with its connection, or by throwing what ended it. */
  async run(signal: AbortSignal): Promise<void> {
    const headBefore = await this.head.read();
    if (signal.aborted) return;
    await new Promise<void>((resolve, reject) => {
      let over: () => void = () => undefined;
      const end = (error?: unknown) => {
        over();
        if (error instanceof Error) reject(error);
        else resolve();
      };
      // What throws in a listener of the client's, or in a checkpoint's, would end the process.
      const safely = (act: () => void) => {
        try {
          act();
        } catch (error) {
          end(error);
        }
      };
      const subscription = this.open((position) => safely(() => this.checkpoint(subscription, position)));
      const watch = setInterval(() => void this.look(subscription).catch(end), LOOK_MS);
      const unlink = onFirst([signal, this.line.retired, this.connection.closed], () => setImmediate(end));
      over = () => {
        clearInterval(watch);
        unlink();
        this.inbox.onRoom(() => undefined);
        subscription.removeAllListeners('readable');
        subscription.unsubscribe().catch(() => undefined);
        over = () => undefined;
      };
      // The listener for errors stays for ever: the client says them on subscriptions that were given up long ago.
      subscription.on('error', end).on('end', end).on('close', end);
      subscription.on('readable', () => safely(() => this.pull(subscription)));
      subscription.on('confirmation', () => this.confirm());
      subscription.on('caughtUp', () => safely(() => this.caughtUp(subscription, headBefore)));
      subscription.on('fellBehind', () => this.inbox.turned(false, this.place));
      this.inbox.onRoom(() => safely(() => this.pull(subscription)));
    });
  }

  private open(checkpoint: (position: number) => void): AllStreamSubscription {
    const at = BigInt(this.place);
    const checkpointReached = async (_: AllStreamSubscription, { commit }: { commit: bigint }) => checkpoint(Number(commit));
    const filter =
      this.categories.length === 0
        ? excludeSystemEvents({ checkpointReached })
        : // Without the dash, for a stream may be named by its category alone; what else begins so is left out on arrival.
          streamNameFilter({ prefixes: [...this.categories], checkpointReached });
    return this.line.client.subscribeToAll({ fromPosition: this.place > 0 ? { commit: at, prepare: at } : START, filter });
  }

  private heard(): void {
    this.heardAt = Date.now();
    this.connection.heard(this.line);
  }

  private confirm(): void {
    this.confirmed = true;
    this.heard();
  }

  private checkpoint(subscription: AllStreamSubscription, position: number): void {
    this.pull(subscription, true);
    this.move(position);
  }

  /** Takes what is buffered; while the reader has no room only before a notice, which may not overtake it. */
  private pull(subscription: AllStreamSubscription, all = false): void {
    while (all || !this.inbox.full) {
      const resolved = subscription.read() as ResolvedEvent | null;
      if (resolved === null) return;
      this.heard();
      this.take(resolved);
    }
  }

  private take({ event }: ResolvedEvent): void {
    if (!event || !isFact(event)) return;
    const position = positionOf(event);
    if (position <= this.known) return;
    this.known = position;
    this.head.note(position);
    if (!isWanted(event.streamId, this.categories)) {
      this.move(position);
      return;
    }
    this.place = Math.max(this.place, position);
    this.inbox.fact(toStored(event));
  }

  private caughtUp(subscription: AllStreamSubscription, headBefore: number): void {
    this.pull(subscription, true);
    this.heard();
    this.live = true;
    this.place = Math.max(this.place, headBefore);
    this.inbox.turned(true, this.place);
  }

  private move(place: number): void {
    this.heard();
    if (place <= this.place) return;
    this.place = place;
    this.inbox.looked(place);
  }

  /** The watchdog, and the look ahead. */
  private async look(subscription: AllStreamSubscription): Promise<void> {
    const { confirmMs, silenceMs } = this.connection.timing;
    const quietMs = Date.now() - this.heardAt;
    if (!this.confirmed && quietMs > confirmMs) throw new Silence('Opening a subscription', confirmMs);
    // A reader who has no room hears nothing: that is his silence, not the server's.
    if (this.inbox.full || subscription.readableLength > 0) {
      this.heardAt = Date.now();
      return;
    }
    if (!this.live && quietMs > silenceMs) throw new Silence('Catching up', silenceMs);
    if (this.overdue && this.overdue.position <= this.known) this.overdue = undefined;
    if (this.overdue && Date.now() - this.overdue.since > silenceMs) throw new Silence('A subscription', silenceMs);
    if (!this.live || this.looking || this.overdue || quietMs < LOOK_MS || this.head.known <= this.place) return;
    this.looking = true;
    try {
      const { clear, wanted } = await wantedAhead(this.connection, this.place, this.categories);
      if (wanted !== undefined && wanted > this.known) this.overdue = { position: wanted, since: Date.now() };
      this.known = Math.max(this.known, clear);
      this.move(clear);
    } finally {
      this.looking = false;
    }
  }
}
