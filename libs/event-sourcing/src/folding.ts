import type { EventStore } from './event-store';
import { firstRevision } from './first-revision';
import type { Event, Json, Recorded, Stream, Vocabulary } from './model';
import { SNAPSHOT_EVERY, type Snapshots, thousandOf } from './snapshots';

/** How one thing stands. `revision` is -1 and `occurredOn` null while nothing has happened to it. */
export type Standing<S> = Readonly<{ state: S; revision: number; position: number; occurredOn: string | null }>;

/** Facts that are looked at before anybody asks for a snapshot. */
const FEW = 100;
/** Snapshots under way at once; what is left out is made up for when somebody asks. */
const MOST_KEEPING = 8;

/** How things stand and stood: facts folded from the nearest snapshot on, and a snapshot left at each thousand of them. */
export class Folding {
  private keeping = 0;

  constructor(
    private readonly store: EventStore,
    private readonly vocabulary: Vocabulary,
    private readonly snapshots: Snapshots,
  ) {}

  /** Most streams are short: of those one look at the record tells all. */
  async anew<S, E extends Event>(stream: Stream<S, E>): Promise<Standing<S>> {
    const begun = await this.on(stream, nothing(stream), FEW - 1);
    if (begun.revision < FEW - 1) return begun;
    const kept = await this.fromSnapshot(stream);
    return this.on(stream, kept.revision < begun.revision ? begun : kept);
  }

  /** How the thing stood after a revision, or at a time (inclusive); `null` before its first fact or beyond its last revision. */
  async at<S, E extends Event>(stream: Stream<S, E>, when: { revision: number } | { time: string }): Promise<Standing<S> | null> {
    const revision =
      'revision' in when ? when.revision : (await firstRevision(this.store, stream.name, ({ occurredOn }) => occurredOn > when.time)) - 1;
    if (revision < 0) return null;
    const from = thousandOf(revision) === 0 ? nothing(stream) : await this.fromSnapshot(stream, revision);
    const then = await this.on(stream, from, revision);
    return then.revision === revision ? then : null;
  }

  /** On from a standing to the newest fact, or to a revision. */
  async on<S, E extends Event>(stream: Stream<S, E>, from: Standing<S>, upTo = Number.MAX_SAFE_INTEGER): Promise<Standing<S>> {
    let standing = from;
    while (standing.revision < upTo) {
      const next = standing.revision + 1;
      // Up to the end of a thousand, where a snapshot is left.
      const limit = Math.min(SNAPSHOT_EVERY - (next % SNAPSHOT_EVERY), upTo - standing.revision);
      const facts = await this.store.read(stream.name, { from: next, limit });
      if (facts.length === 0) break;
      const before = standing.revision;
      standing = advance(
        stream,
        standing,
        facts.map((fact) => this.vocabulary.current<E>(fact)),
      );
      this.keepEachThousand(stream, before, standing);
      if (facts.length < limit) break;
    }
    return standing;
  }

  private async fromSnapshot<S, E extends Event>(stream: Stream<S, E>, upTo?: number): Promise<Standing<S>> {
    // A snapshot that cannot be had is only slower, never wrong.
    const kept = await this.snapshots.load(stream.name, stream.history.version, upTo).catch(() => null);
    if (kept === null) return nothing(stream);
    // Of a record that was put back from a backup it may tell what has not happened.
    const [fact] = await this.store.read(stream.name, { from: kept.revision, limit: 1 });
    return fact?.position === kept.position ? { ...kept, state: kept.state as S } : nothing(stream);
  }

  /** Not waited for: whoever writes has nothing to do with it. */
  keepEachThousand<S, E extends Event>({ name, history }: Stream<S, E>, before: number, now: Standing<S>): void {
    const { state, revision, position, occurredOn } = now;
    if (thousandOf(revision) === thousandOf(before) || occurredOn === null || this.keeping >= MOST_KEEPING) return;
    this.keeping++;
    void this.snapshots
      .save(name, history.version, { revision, position, occurredOn, state: state as Json })
      .catch(() => undefined)
      .finally(() => this.keeping--);
  }
}

export const nothing = <S, E extends Event>({ history }: Stream<S, E>): Standing<S> => ({
  state: history.initial,
  revision: -1,
  position: 0,
  occurredOn: null,
});

export const advance = <S, E extends Event>({ history }: Stream<S, E>, from: Standing<S>, facts: readonly Recorded<E>[]): Standing<S> => {
  const last = facts.at(-1);
  if (last === undefined) return from;
  return { state: facts.reduce(history.evolve, from.state), revision: last.revision, position: last.position, occurredOn: last.occurredOn };
};
