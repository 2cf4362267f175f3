import { randomUUID } from 'node:crypto';
import { lru } from 'tiny-lru';
import { EventStore, type Expected, type Proposed, RevisionConflict, StoreUnavailable } from './event-store';
import { advance, Folding, nothing, type Standing } from './folding';
import { type Act, type Decision, type Event, type Meta, type Recorded, type Stored, type Stream, stale, Vocabulary } from './model';
import type { Snapshots } from './snapshots';

export type { Standing } from './folding';

/** How it stands after a request, and what the request added. `position` is the head of the log when it added nothing. */
export type Outcome<S, E extends Event = Event> = Standing<S> & Readonly<{ recorded: readonly Recorded<E>[] }>;

export type TransactOptions<S> = Readonly<{
  /** The revision that the caller has seen (`If-Match`); another one is refused as stale and never retried. */
  ifMatch?: number | null;
  /** Asked before `ifMatch` is compared: throws when the caller may not know of this thing, or not do this to it. */
  guard?: (state: S) => void;
}>;

const ATTEMPTS = 10;
/** States kept: some kilobytes each, so tens of megabytes; what is not here any more costs reading its stream. */
const REMEMBERED = 5000;

/** `before`: how it stood before the newest change that was seen here, which is what reactions to that change ask for. */
type Memory = { history: unknown; standing: Standing<unknown>; before: Standing<unknown> | null };

/**
 * Read the past, decide, write the future: the only way anything is ever written.
 *
 * States are immutable, so the newest ones are remembered, and a decision is first taken on what is remembered: the append
 * names its revision, so the store itself says when that was not the newest. A no, and a decision that nothing follows,
 * count only on what the store has, so they are taken again on it. A command therefore costs the same whatever the length
 * of its stream, and one message to a store on another machine. Requests to one stream take turns in this process.
 */
export class Streams {
  private readonly remembered = lru<Memory>(REMEMBERED);
  private readonly folding: Folding;
  private readonly turns = new Map<string, Promise<unknown>>();

  constructor(
    private readonly store: EventStore,
    private readonly vocabulary: Vocabulary,
    snapshots: Snapshots,
  ) {
    this.folding = new Folding(store, vocabulary, snapshots);
  }

  /** How the thing stands now. */
  async load<S, E extends Event>(stream: Stream<S, E>): Promise<Standing<S>> {
    const known = this.recall(stream);
    const standing = known === null ? await this.folding.anew(stream) : await this.folding.on(stream, known);
    if (standing !== known && standing.revision >= 0) this.remember(stream, standing, known);
    return standing;
  }

  /** Decides on how the thing stands and records what follows; decided again when somebody else wrote first. */
  transact<S, E extends Event>(
    stream: Stream<S, E>,
    decide: Decision<S, E>,
    act: Act,
    options: TransactOptions<S> = {},
  ): Promise<Outcome<S, E>> {
    return this.inTurn(stream.name, () => this.onMemory(stream, decide, act, options) ?? this.onRecord(stream, decide, act, options));
  }

  /** Every fact of the thing, oldest first, in today's shapes. */
  async facts<S, E extends Event>(stream: Stream<S, E>): Promise<readonly Recorded<E>[]> {
    return this.current<E>(await this.store.read(stream.name));
  }

  /** How the thing stood after a revision, or at a time (inclusive); `null` before its first fact or beyond its last revision. */
  async at<S, E extends Event>(stream: Stream<S, E>, when: { revision: number } | { time: string }): Promise<Standing<S> | null> {
    const known = 'revision' in when ? this.recallAt(stream, when.revision) : null;
    if (known !== null) return known;
    return this.folding.at(stream, when);
  }

  /** Position of the newest fact of all. */
  head(): Promise<number> {
    return this.store.head();
  }

  /** Decided on how the thing is remembered; null when it is not, or when that says no, or that nothing follows. */
  private onMemory<S, E extends Event>(
    stream: Stream<S, E>,
    decide: Decision<S, E>,
    act: Act,
    options: TransactOptions<S>,
  ): Promise<Outcome<S, E>> | null {
    const remembered = act.repeated ? null : this.recall(stream);
    if (remembered === null) return null;
    let future: readonly E[];
    try {
      future = decided(remembered, decide, options);
    } catch {
      return null;
    }
    if (future.length === 0) return null;
    // Not an async function: on this path what one allocates can be measured.
    return this.write(stream, remembered, future, act).catch((error) => {
      if (error instanceof RevisionConflict) return this.onRecord(stream, decide, act, options);
      throw error;
    });
  }

  private async onRecord<S, E extends Event>(
    stream: Stream<S, E>,
    decide: Decision<S, E>,
    act: Act,
    options: TransactOptions<S>,
  ): Promise<Outcome<S, E>> {
    for (let attempt = 1; ; attempt++) {
      const done = act.repeated && act.requestId ? await this.alreadyDone(stream, act.requestId) : null;
      if (done) return done;

      const standing = await this.load(stream);
      const future = decided(standing, decide, options);
      if (future.length === 0) return { ...standing, position: await this.store.head(), recorded: [] };
      try {
        return await this.write(stream, standing, future, act);
      } catch (error) {
        // Whoever named a revision is refused as stale when this is decided again: it is the newest no more.
        if (!(error instanceof RevisionConflict)) throw error;
        if (attempt === ATTEMPTS) throw new StoreUnavailable(`${stream.name} is written to by too many at once.`, { cause: error });
      }
    }
  }

  private write<S, E extends Event>(stream: Stream<S, E>, standing: Standing<S>, future: readonly E[], act: Act): Promise<Outcome<S, E>> {
    const proposed = this.propose(future, act, standing.occurredOn);
    const expected: Expected = standing.revision < 0 ? 'none' : standing.revision;
    return this.store.append(stream.name, expected, proposed).then(({ position }) => {
      // All of one append carry the position of its last fact here; each one's own is on the record.
      const recorded = proposed.map((fact, i) => asRecorded<E>(fact, stream.name, standing.revision + 1 + i, position));
      const after = advance(stream, standing, recorded);
      this.remember(stream, after, standing);
      this.folding.keepEachThousand(stream, standing.revision, after);
      return { ...after, recorded };
    });
  }

  /** A request that was claimed before a crash may have had its effect here: then that is its effect, seen as it was. */
  private async alreadyDone<S, E extends Event>(stream: Stream<S, E>, requestId: string): Promise<Outcome<S, E> | null> {
    const facts = await this.facts(stream);
    const recorded = facts.filter((fact) => fact.meta.requestId === requestId);
    const last = recorded.at(-1);
    if (last === undefined) return null;
    return { ...advance(stream, nothing(stream), facts.slice(0, last.revision + 1)), recorded };
  }

  private propose(future: readonly Event[], act: Act, notBefore: string | null): Proposed[] {
    const occurredOn = notBefore !== null && notBefore > act.at ? notBefore : act.at;
    const meta = metaOf(act);
    return future.map(({ type, data }) => {
      return { id: randomUUID(), type, data, schemaVersion: this.vocabulary.versionOf(type), occurredOn, meta };
    });
  }

  private recall<S, E extends Event>({ name, history }: Stream<S, E>): Standing<S> | null {
    const memory = this.remembered.get(name);
    return memory !== undefined && memory.history === history ? (memory.standing as Standing<S>) : null;
  }

  private recallAt<S, E extends Event>({ name, history }: Stream<S, E>, revision: number): Standing<S> | null {
    const memory = this.remembered.get(name);
    if (memory === undefined || memory.history !== history || revision < 0) return null;
    const { standing, before } = memory;
    return ([standing, before].find((one) => one?.revision === revision) ?? null) as Standing<S> | null;
  }

  private remember<S, E extends Event>({ name, history }: Stream<S, E>, standing: Standing<S>, before: Standing<S> | null): void {
    this.remembered.set(name, { history, standing, before });
  }

  private inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.turns.get(name);
    const mine = before === undefined ? work() : before.then(work, work);
    this.turns.set(name, mine);
    const over = () => {
      if (this.turns.get(name) === mine) this.turns.delete(name);
    };
    mine.then(over, over);
    return mine;
  }

  private current<E extends Event>(facts: readonly Stored[]): Recorded<E>[] {
    return facts.map((fact) => this.vocabulary.current<E>(fact));
  }
}

const decided = <S, E extends Event>(standing: Standing<S>, decide: Decision<S, E>, { guard, ifMatch }: TransactOptions<S>) => {
  guard?.(standing.state);
  if (ifMatch != null && ifMatch !== standing.revision)
    throw stale(`If-Match names another revision than the newest, which is "${standing.revision}".`);
  return decide(standing.state);
};

/** What of a request is written beside its facts. Field by field, for a spread costs more than all the rest of it. */
const metaOf = ({ tenantId, actor, correlationId, causationId, requestId }: Act): Meta =>
  requestId === undefined ? { tenantId, actor, correlationId, causationId } : { tenantId, actor, correlationId, causationId, requestId };

const asRecorded = <E extends Event>(
  { id, type, data, occurredOn, meta }: Proposed,
  stream: string,
  revision: number,
  position: number,
): Recorded<E> => ({ id, type, data, occurredOn, meta, stream, revision, position }) as unknown as Recorded<E>;
