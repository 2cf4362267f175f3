import type { Asked } from '@causeway/platform';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Looks } from '../../look/looks';
import { TimelineCursor } from '../cursor';
import { type Key, START, type TimelineItem } from '../entry';
import { Timelines } from '../timelines';
import { Viewing } from '../viewing';

export type TimelinePage = Readonly<{ items: readonly TimelineItem[]; nextCursor: string | null }>;
export type TimelineWish = Readonly<{ subject: string; limit?: number; cursor?: string; after?: number }>;

/** `GET /api/v1/timeline?subject=…`: everything that happened to one thing, ascending (spec 60). */
export class GetTimeline extends Query<TimelinePage> {
  constructor(
    readonly asked: Asked,
    readonly wish: TimelineWish,
  ) {
    super();
  }
}

/** Behind everything at this position. */
export const behind = (position: number): Key => [position, Number.MAX_SAFE_INTEGER];

@QueryHandler(GetTimeline)
export class GetTimelineHandler implements IQueryHandler<GetTimeline> {
  constructor(
    private readonly viewing: Viewing,
    private readonly timelines: Timelines,
    private readonly cursors: TimelineCursor,
    private readonly looks: Looks,
  ) {}

  async execute({ asked, wish: { subject, limit = 100, cursor, after } }: GetTimeline): Promise<TimelinePage> {
    const { caller } = asked;
    const seen = await this.viewing.see(caller, subject);
    const from = cursor !== undefined ? this.cursors.open(cursor, caller.tid, seen.name) : after === undefined ? START : behind(after);
    // Leafing on is the same look. It is written while the page is read, and stands before anything is shown.
    const written = cursor === undefined ? this.looks.record(asked, { subject: seen.name, what: 'timeline', tenants: seen.tenants }) : null;
    const [{ entries, more }] = await Promise.all([this.timelines.behind(seen, caller, from, limit), written]);
    const items = await Promise.all(entries.map((entry) => entry.item()));
    return { items, nextCursor: more ? this.cursors.seal(entries.at(-1)!.key, caller.tid, seen.name) : null };
  }
}
