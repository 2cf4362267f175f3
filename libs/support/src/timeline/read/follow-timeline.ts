import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventStore, Views } from '@causeway/event-sourcing';
import type { Stored } from '@causeway/event-sourcing/model';
import { type Asked, type Caller, Shutdown } from '@causeway/platform';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Looks } from '../../look/looks';
import { type Key, START } from '../entry';
import { Timelines } from '../timelines';
import { type Seen, Viewing } from '../viewing';
import { behind } from './get-timeline';

const BREATH_MS = 15_000;
const VIEWS_WITHIN_MS = 2_000;
const PAGE = 200;

/** `Accept: text/event-stream`: the timeline as it is, then what comes, until the reader goes away (spec 60). */
export class FollowTimeline extends Query<Readable> {
  constructor(
    readonly asked: Asked,
    readonly subject: string,
    /** `Last-Event-ID` or `after`: only what lies behind this position. */
    readonly after: number | null,
  ) {
    super();
  }
}

@QueryHandler(FollowTimeline)
export class FollowTimelineHandler implements IQueryHandler<FollowTimeline> {
  private readonly open = new Set<AbortController>();

  constructor(
    private readonly store: EventStore,
    private readonly views: Views,
    private readonly viewing: Viewing,
    private readonly timelines: Timelines,
    private readonly looks: Looks,
    shutdown: Shutdown,
  ) {
    shutdown.begins(() => {
      for (const one of this.open) one.abort();
    });
  }

  async execute({ asked, subject, after }: FollowTimeline): Promise<Readable> {
    const seen = await this.viewing.see(asked.caller, subject);
    await this.looks.record(asked, { subject: seen.name, what: 'timeline', tenants: seen.tenants });
    const ending = new AbortController();
    this.open.add(ending);
    const stream = Readable.from(this.events(seen, asked, after === null ? START : behind(after), ending.signal), { objectMode: false });
    stream.once('close', () => {
      ending.abort();
      this.open.delete(ending);
    });
    return stream;
  }

  private async *events(seen: Seen, asked: Asked, from: Key, signal: AbortSignal): AsyncGenerator<string> {
    let after = from;
    // Said at once, so that the reader knows that it listens.
    yield ': following\n\n';
    for await (const upTo of this.changes(seen, asked.caller, signal)) {
      if (upTo === null) {
        yield ': still here\n\n';
        continue;
      }
      for (let more = true; more; ) {
        const stretch = await this.timelines.behind(seen, asked.caller, after, PAGE);
        // What lies behind that place has not been seen by every index yet; it comes with the next change.
        const ripe = stretch.entries.filter(({ key }) => key[0] <= upTo);
        for (const entry of ripe) {
          const item = await entry.item();
          yield `id: ${item.position}\nevent: ${item.kind}\ndata: ${JSON.stringify(item)}\n\n`;
          after = entry.key;
        }
        more = stretch.more && ripe.length === stretch.entries.length;
      }
    }
  }

  /** The place up to which every index has seen the log: at the start, and at each change; null when nothing has happened for a while. */
  private async *changes(seen: Seen, caller: Caller, signal: AbortSignal): AsyncGenerator<number | null> {
    const head = await this.store.head();
    const indexed = async (position: number) => {
      await this.views.reached(this.timelines.indexesOf(seen, caller), position, VIEWS_WITHIN_MS);
      return position;
    };
    yield await indexed(head);
    const categories = this.timelines.categoriesOf(seen, caller);
    const stretches = this.store.subscribe({ after: head, categories, signal })[Symbol.asyncIterator]();
    let next = stretches.next();
    while (!signal.aborted) {
      const stretch = await Promise.race([next, breath(signal)]);
      if (stretch === null) {
        if (!signal.aborted) yield null;
        continue;
      }
      if (stretch.done) return;
      next = stretches.next();
      if (stretch.value.facts.some((fact) => concerns(seen, fact))) yield await indexed(stretch.value.position);
    }
  }
}

const breath = (signal: AbortSignal): Promise<null> => sleep(BREATH_MS, null, { signal }).catch(() => null);

/** Whether a fact may have added to the timeline: its own streams by name, everything else by what it says it is about. */
const concerns = (seen: Seen, fact: Stored): boolean =>
  fact.stream === seen.stream.name ||
  fact.stream === `refusals-${seen.name.replace(':', '.')}` ||
  (!/^refusals-/.test(fact.stream) && !isAnother(seen, fact) && JSON.stringify(fact.data).includes(seen.id)) ||
  (seen.subject.beside?.(seen.id, seen.standing.state) ?? []).some(({ facts }) => 'stream' in facts && facts.stream === fact.stream);

/** Of another thing of its kind. */
const isAnother = ({ stream }: Seen, fact: Stored): boolean => fact.stream.startsWith(`${stream.history.category}-`);
