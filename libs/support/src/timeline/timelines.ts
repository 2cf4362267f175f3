import { type Beside, EventStore, Views } from '@causeway/event-sourcing';
import { Vocabulary } from '@causeway/event-sourcing/model';
import { SubjectDeliveries } from '@causeway/message-gateway/published';
import { type Caller, Clock } from '@causeway/platform';
import { Inject, Injectable, Optional } from '@nestjs/common';
import { looksStream } from '../look/domain/look';
import { lookList } from '../look/read/look-list';
import { refusalsStream, SHOWN_FOR_DAYS } from '../refusal/domain/refusal';
import { compare, type Entry, type Key, type Source, type TimelineItem } from './entry';
import { eventItem, lookItem, refusalItem } from './items';
import { besideSources } from './sources/beside-source';
import { type Causes, deliverySource } from './sources/delivery-source';
import { looksAt } from './sources/look-source';
import { placeSource } from './sources/place-source';
import { streamSource } from './sources/stream-source';
import type { Seen } from './viewing';

const DAY_MS = 24 * 3600_000;

export type Stretch = Readonly<{ entries: readonly Entry[]; more: boolean }>;

/**
 * What a timeline is made of: the thing's own stream, the stream of what was refused on it, its deliveries by the gateway's
 * index, and looks. Each is asked for what it has behind a place, so a page costs what it returns and not what the log holds.
 */
@Injectable()
export class Timelines {
  constructor(
    private readonly store: EventStore,
    private readonly vocabulary: Vocabulary,
    private readonly views: Views,
    private readonly clock: Clock,
    @Optional() @Inject(SubjectDeliveries) private readonly deliveries: SubjectDeliveries | undefined,
  ) {}

  /** The next entries behind a place. */
  async behind(seen: Seen, caller: Caller, after: Key, limit: number): Promise<Stretch> {
    const found = await Promise.all(this.sourcesOf(seen, caller).map((source) => source(after, limit + 1)));
    const entries = found.flat().sort((a, b) => compare(a.key, b.key));
    return { entries: entries.slice(0, limit), more: entries.length > limit };
  }

  /** One page after the other, from a place to the newest. */
  async *all(seen: Seen, caller: Caller, from: Key, page = 500): AsyncGenerator<TimelineItem> {
    for (let after = from; ; ) {
      const { entries, more } = await this.behind(seen, caller, after, page);
      for (const entry of entries) yield await entry.item();
      if (!more) return;
      after = entries.at(-1)!.key;
    }
  }

  /** The categories whose facts may add to a timeline. */
  categoriesOf(seen: Seen, caller: Caller): readonly string[] {
    const beside = partsOf(seen, caller).map(({ facts }) => ('stream' in facts ? facts.stream.split('-', 1)[0]! : facts.category));
    return [...new Set([seen.stream.history.category, 'refusals', 'looks', 'lane', 'again', 'consumer', ...beside])];
  }

  /** The indexes that a timeline is found by. */
  indexesOf(seen: Seen, caller: Caller): readonly string[] {
    const beside = partsOf(seen, caller).flatMap(({ facts }) => ('index' in facts ? [facts.index] : []));
    return [lookList.name, 'deliveries', ...beside].filter((name) => this.views.has(name));
  }

  private sourcesOf(seen: Seen, caller: Caller): Source[] {
    const { store, vocabulary } = this;
    const newest = new Date(Date.parse(this.clock.now()) - SHOWN_FOR_DAYS * DAY_MS).toISOString();
    const causes: Causes = new Map();
    const own = streamSource(store, vocabulary, {
      stream: seen.stream.name,
      wanted: ({ position, id, meta }) => causes.set(position, { correlationId: meta.correlationId, causationId: id }) !== undefined,
      item: (fact) => eventItem(seen, fact),
    });
    const sources = [
      own,
      streamSource(store, vocabulary, {
        stream: refusalsStream(seen.name).name,
        // What another tenant tried on a shared thing is between it and the platform.
        wanted: ({ occurredOn, meta }) => occurredOn >= newest && (caller.isOperator || same(meta.tenantId, caller.tid)),
        item: (fact) => refusalItem(fact),
      }),
      ...partsOf(seen, caller).flatMap((part) => besideSources(store, vocabulary, seen, part)),
    ];
    const { deliveries } = this;
    if (deliveries) sources.push(deliverySource({ store, vocabulary, causes, deliveries }, seen.name, caller));
    // A tenant's own timeline shows every look at anything of it; another thing's those at itself.
    if (seen.kind === 'tenant')
      sources.push(streamSource(store, vocabulary, { stream: looksStream(seen.id).name, item: (fact) => lookItem(fact, seen.name) }));
    else sources.push(placeSource(store, vocabulary, { find: looksAt(this.views, seen.name), item: (fact) => lookItem(fact, seen.name) }));
    return sources;
  }
}

/** What lies beside it, as far as this caller may see it: what a vendor was told is not its customer's to read. */
export const partsOf = ({ subject, id, standing }: Seen, { isOperator, tid }: Caller): readonly Beside[] =>
  (subject.beside?.(id, standing.state) ?? []).filter(({ of }) => of === undefined || isOperator || same(of, tid));

const same = (one: string, other: string | null): boolean => one.toLowerCase() === other?.toLowerCase();
