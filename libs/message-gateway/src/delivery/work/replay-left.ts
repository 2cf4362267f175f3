import type { EventStore, Streams } from '@causeway/event-sourcing';
import type { Vocabulary } from '@causeway/event-sourcing/model';
import { laneStream } from '../../lane/domain/lane';
import { againStream, itemsOf, placeOf, revisionOf } from '../domain/again';
import type { AgainEvent, AgainItem } from '../domain/again.events';

/** What is left of a replay in its lane: queued, and neither accepted nor given up. */
export type Left = Readonly<{
  messages: number;
  /** For so long none of them was accepted, nor another one queued. */
  stillMs: number;
  failing: readonly Readonly<{ subject: string; number: number }>[];
}>;

type Part = Readonly<{ jobId: string | null; items: readonly AgainItem[] }>;

const AT_ONCE = 100;

/** Asks the lane of replays how far one job's messages are; what others had sent again is not counted. */
export class ReplayLeft {
  private readonly parts = new Map<number, Part>();
  private last = { messages: -1, at: 0 };

  constructor(
    private readonly store: EventStore,
    private readonly streams: Streams,
    private readonly vocabulary: Vocabulary,
    private readonly laneKey: string,
    private readonly jobId: string,
  ) {}

  async look(): Promise<Left> {
    const { low, done, outstanding, failing } = (await this.streams.load(laneStream(this.laneKey, true))).state;
    const places = Object.values(outstanding).flat();
    await this.learn([...new Set(places.map(revisionOf))], revisionOf(low + 1));
    const mine = new Map<number, string>();
    for (const [revision, { jobId, items }] of this.parts)
      if (jobId === this.jobId) for (const [i, { subject }] of items.entries()) mine.set(placeOf(revision, i), subject);
    // Up to the mark only what is outstanding is not settled; behind it all that is not known to be.
    const known = new Set(places);
    const settled = new Set(done);
    for (const place of mine.keys()) if (!known.has(place) && (place <= low || settled.has(place))) mine.delete(place);
    const subjects = new Set(mine.values());
    const failed = Object.entries(failing).filter(([subject]) => subjects.has(subject));
    if (mine.size !== this.last.messages) this.last = { messages: mine.size, at: performance.now() };
    const stillMs = performance.now() - this.last.at;
    return { messages: mine.size, stillMs, failing: failed.map(([subject, { number }]) => ({ subject, number })) };
  }

  /** What is asked for behind the mark, and at the few places before it that are not settled. */
  private async learn(before: readonly number[], behind: number): Promise<void> {
    for (const revision of this.parts.keys()) if (revision < behind && !before.includes(revision)) this.parts.delete(revision);
    for (const revision of before) if (!this.parts.has(revision)) await this.read(revision, 1);
    let next = Math.max(0, behind, ...[...this.parts.keys()].map((revision) => revision + 1));
    for (let read = AT_ONCE; read === AT_ONCE; next += read) read = await this.read(next, AT_ONCE);
  }

  private async read(from: number, limit: number): Promise<number> {
    const facts = await this.store.read(againStream(this.laneKey).name, { from, limit });
    for (const stored of facts) {
      const fact = this.vocabulary.current<AgainEvent>(stored);
      this.parts.set(fact.revision, { jobId: fact.type === 'ReplayQueued' ? fact.data.jobId : null, items: itemsOf(fact) });
    }
    return facts.length;
  }
}
