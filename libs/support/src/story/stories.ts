import { EventStore, Views } from '@causeway/event-sourcing';
import { type Json, type Stored, Vocabulary } from '@causeway/event-sourcing/model';
import { type DeliveryTold, SubjectDeliveries } from '@causeway/message-gateway/published';
import type { Caller } from '@causeway/platform';
import { Inject, Injectable, Optional } from '@nestjs/common';
import { type LookListed, lookList } from '../look/read/look-list';
import { refusalsStream } from '../refusal/domain/refusal';
import { partsOf } from '../timeline/timelines';
import type { Seen } from '../timeline/viewing';
import { masked } from './masking';

/** A fact of a story, as a line of the file: where it stood, and as much of it as may leave. */
export type StoryFact = Omit<Stored, 'data'> & { data: Json };

type LaneData = {
  outcomes: readonly { subject: string; answer: string | null; [more: string]: unknown }[];
  outstanding: readonly (readonly [string, Json])[];
};

const PAGE = 1000;
/** Where somebody else's words stand, which may name anybody. */
const SAID = ['error', 'message', 'reason'] as const;

/** One thing's whole story, in the order in which it happened: enough to look at it in an empty store (spec 60, *CLI*). */
@Injectable()
export class Stories {
  constructor(
    private readonly store: EventStore,
    private readonly vocabulary: Vocabulary,
    private readonly views: Views,
    @Optional() @Inject(SubjectDeliveries) private readonly deliveries: SubjectDeliveries | undefined,
  ) {}

  async of(seen: Seen, caller: Caller, withPersonalData: boolean): Promise<readonly StoryFact[]> {
    const own = await this.own(seen, withPersonalData);
    const told = await this.told(seen, caller);
    const lanes = await this.lanes(seen, told);
    const consumers = [...new Set(lanes.map(({ stream }) => `consumer-${stream.slice('lane-'.length).replace(/~\d+(\.replay)?$/, '')}`))];
    const others = await Promise.all(
      [refusalsStream(seen.name).name, ...consumers]
        .filter((stream) => stream !== seen.stream.name)
        .map((stream) => this.store.read(stream)),
    );
    const rest = [...others.flat(), ...(await this.looks(seen))].map((fact) => ({ ...fact, data: masked(fact.data, []) }));
    const skips = (await this.skips(told)).map((fact) => ({ ...fact, data: masked(fact.data, withPersonalData ? [] : SAID) }));
    const beside = (await this.beside(seen, caller, [seen.stream.name, ...consumers])).map((fact) => ({
      ...fact,
      data: masked(fact.data, withPersonalData ? [] : SAID),
    }));
    return [...own, ...lanes, ...skips, ...rest, ...beside].sort((a, b) => a.position - b.position);
  }

  private async own({ stream, subject, standing }: Seen, withPersonalData: boolean): Promise<StoryFact[]> {
    const facts: StoryFact[] = [];
    for (let from = 0; ; from += PAGE) {
      const page = await this.store.read(stream.name, { from, limit: PAGE });
      for (const stored of page) {
        // In today's words, for that is how its context opens what is sealed.
        const fact = this.vocabulary.current(stored);
        const shown = withPersonalData && subject.data ? await subject.data(fact, standing.state) : fact.data;
        const data = masked(shown, withPersonalData ? [] : (subject.personal ?? []));
        facts.push({ ...stored, schemaVersion: this.vocabulary.versionOf(stored.type), data });
      }
      if (page.length < PAGE) return facts;
    }
  }

  /** What was told about it, as far as this caller may know. */
  private async told(seen: Seen, caller: Caller): Promise<readonly DeliveryTold[]> {
    const all = (await this.deliveries?.of(seen.name, caller)) ?? [];
    return all.filter(({ tenantId }) => caller.isOperator || tenantId.toLowerCase() === caller.tid?.toLowerCase());
  }

  /** That a message was given up. Copies are named by their place in a stream of which a story has only a part: they stay here. */
  private async skips(told: readonly DeliveryTold[]): Promise<readonly Stored[]> {
    const skipped = told.flatMap(({ asked, replay }) => (asked === null || replay ? [] : [asked]));
    return (await Promise.all(skipped.map(({ stream, revision }) => this.store.read(stream, { from: revision, limit: 1 })))).flat();
  }

  /** What lanes recorded of this subject; of everybody else's outcomes nothing is said. Answers stay: they are sealed for their owner. */
  private async lanes(seen: Seen, told: readonly DeliveryTold[]): Promise<StoryFact[]> {
    const positions = [...new Set(told.flatMap(({ attempts }) => attempts.map(({ recordedAt }) => recordedAt)))];
    const facts: StoryFact[] = [];
    for (const position of positions) {
      const [fact] = (await this.store.readAll({ after: position - 1, categories: ['lane'], limit: 1 })).facts;
      if (fact === undefined || fact.position !== position || fact.type !== 'LaneAdvanced') continue;
      const data = fact.data as unknown as LaneData;
      const outcomes = data.outcomes
        .filter(({ subject }) => subject === seen.name)
        .map((outcome) => ({ ...outcome, answer: null, sealedFor: null }));
      facts.push({
        ...fact,
        data: { ...data, outcomes, outstanding: data.outstanding.filter(([subject]) => subject === seen.name) } as unknown as Json,
      });
    }
    return facts;
  }

  /** What lies in a stream of somebody else; where an index finds facts of many, each is in the story of the thing that it is about. */
  private async beside(seen: Seen, caller: Caller, known: readonly string[]): Promise<readonly Stored[]> {
    const parts = partsOf(seen, caller).map(async ({ facts, wanted = () => true }) =>
      'stream' in facts && !known.includes(facts.stream) ? (await this.store.read(facts.stream)).filter(wanted) : [],
    );
    return (await Promise.all(parts)).flat();
  }

  private async looks(seen: Seen): Promise<readonly Stored[]> {
    const found = (await this.views.model(lookList).find({ subject: seen.name }).sort({ position: 1 }).lean()) as unknown as LookListed[];
    const read = await Promise.all(found.map(({ stream, revision }) => this.store.read(stream, { from: revision, limit: 1 })));
    return read.flat();
  }
}
