import { DOCUMENTS, EventStore } from '@causeway/event-sourcing';
import { invalid, type Json, replay, unknown, Vocabulary } from '@causeway/event-sourcing/model';
import { Inject, Injectable } from '@nestjs/common';
import type { Connection } from 'mongoose';
import { firstRevision } from './sources/stream-source';
import type { Seen } from './viewing';

/** A revision, or a time. */
export type Moment = Readonly<{ revision: number } | { time: string }>;
export type Then = Readonly<{ revision: number; at: string; state: unknown }>;

type Milestone = { _id: string; version: number; revision: number; state: Json };

const EVERY = 1000;
const CHUNK = 1000;

/** `12` is a revision, everything else must be a time. */
export const momentOf = (pointer: string, text: string): Moment => {
  if (/^\d{1,9}$/.test(text)) return { revision: Number(text) };
  if (!/^\d{4}-\d\d-\d\d(T.*)?$/.test(text) || Number.isNaN(Date.parse(text)))
    throw invalid([{ pointer, message: 'must be a revision or an ISO 8601 time' }]);
  return { time: new Date(text).toISOString() };
};

/**
 * How a thing stood. A long stream leaves a milestone every thousand events when its past is first asked for, so that any
 * moment of it is at most a thousand events away; they lie beside the views, and losing them costs time and nothing else.
 */
@Injectable()
export class States {
  constructor(
    private readonly store: EventStore,
    private readonly vocabulary: Vocabulary,
    @Inject(DOCUMENTS) private readonly documents: Connection,
  ) {}

  async at(seen: Seen, moment: Moment): Promise<Then> {
    const revision = await this.revisionAt(seen, moment);
    const { name, history } = seen.stream;
    const from = await this.milestone(name, history.version, revision);
    let state: unknown = from?.state ?? history.initial;
    let at = '';
    for (let next = (from?.revision ?? -1) + 1; next <= revision; ) {
      const limit = Math.min(CHUNK - (next % CHUNK), revision - next + 1);
      const facts = (await this.store.read(name, { from: next, limit })).map((stored) => this.vocabulary.current(stored));
      if (facts.length === 0) break;
      state = replay({ ...history, initial: state }, facts);
      at = facts.at(-1)!.occurredOn;
      next = facts.at(-1)!.revision + 1;
      if (next % EVERY === 0) await this.keep(name, history.version, next - 1, state as Json);
    }
    if (at === '') at = (await this.store.read(name, { from: revision, limit: 1 }))[0]!.occurredOn;
    return { revision, at, state: await seen.subject.show(state, revision) };
  }

  /** The last revision that had happened then; `at` is inclusive. */
  private async revisionAt({ stream, standing }: Seen, moment: Moment): Promise<number> {
    const revision =
      'revision' in moment
        ? moment.revision
        : (await firstRevision(this.store, stream.name, ({ occurredOn }) => occurredOn > moment.time)) - 1;
    if (revision < 0 || revision > standing.revision)
      throw unknown('subject.revision-unknown', 'It did not stand then: it began later, or has no such revision.');
    return revision;
  }

  private get milestones() {
    return this.documents.collection<Milestone>('milestones');
  }

  private async milestone(stream: string, version: number, revision: number): Promise<Milestone | null> {
    const last = revision - ((revision + 1) % EVERY);
    if (last < 0) return null;
    const ids = Array.from({ length: Math.min(20, Math.floor((last + 1) / EVERY)) }, (_, i) => `${stream}@${last - i * EVERY}`);
    const found = (await this.milestones
      .find({ _id: { $in: ids } })
      .toArray()
      .catch(() => [])) as unknown as Milestone[];
    return found.filter((one) => one.version === version).sort((a, b) => b.revision - a.revision)[0] ?? null;
  }

  private async keep(stream: string, version: number, revision: number, state: Json): Promise<void> {
    const _id = `${stream}@${revision}`;
    await this.milestones.replaceOne({ _id }, { version, revision, state }, { upsert: true }).catch(() => undefined);
  }
}
