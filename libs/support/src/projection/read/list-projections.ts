import { EventStore, type Projection, Reactions, Views } from '@causeway/event-sourcing';
import { unknown } from '@causeway/event-sourcing/model';
import { Clock } from '@causeway/platform';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

/** One line of `GET /api/v1/projections` (spec 60). */
export type ProjectionShown = {
  name: string;
  kind: 'view' | 'reaction';
  /** Everything up to here has been looked at. */
  position: string;
  /** Events of its kinds that wait; counted up to 10,000. */
  lagEvents: number;
  /** Age of the oldest event that waits, in seconds. */
  lagSeconds: number;
  state: 'running' | 'rebuilding' | 'stopped';
  error: { message: string; position: string; eventId: string; type: string } | null;
};

export class ListProjections extends Query<{ items: ProjectionShown[] }> {}

const COUNTED = 10_000;

@QueryHandler(ListProjections)
export class ListProjectionsHandler implements IQueryHandler<ListProjections> {
  constructor(
    private readonly store: EventStore,
    private readonly views: Views,
    private readonly reactions: Reactions,
    private readonly clock: Clock,
  ) {}

  async execute() {
    const head = await this.store.head();
    const views = this.views.names().map((name) => this.view(this.views.projection(name), head));
    const reactions = this.reactions.names().map((name) => this.reaction(name, head));
    const items = await Promise.all([...views, ...reactions]);
    return { items: items.sort((a, b) => (a.name < b.name ? -1 : 1)) };
  }

  private async view(projection: Projection, head: number): Promise<ProjectionShown> {
    await projection.refreshUnlessWorking();
    const { record, rebuilding, view } = projection;
    const position = record?.position ?? 0;
    const state = rebuilding || record === null ? 'rebuilding' : record.state;
    return {
      name: view.name,
      kind: 'view',
      ...(await this.lag(position, head, view.categories)),
      state,
      error: shown(record?.error ?? null),
    };
  }

  private async reaction(name: string, head: number): Promise<ProjectionShown> {
    const reaction = this.reactions.reaction(name);
    if (!reaction) throw unknown('projection.unknown', 'There is no such projection.');
    const { position, state, error } = await reaction.progress();
    return { name, kind: 'reaction', ...(await this.lag(position, head, reaction.reacting.categories)), state, error: shown(error) };
  }

  private async lag(position: number, head: number, categories: readonly string[]) {
    const shownAt = { position: String(position), lagEvents: 0, lagSeconds: 0 };
    if (position >= head) return shownAt;
    let after = position;
    for (;;) {
      const stretch = await this.store.readAll({ after, categories, limit: 1000 });
      const first = stretch.facts[0];
      if (first && shownAt.lagEvents === 0)
        shownAt.lagSeconds = Math.max(0, Math.round((Date.parse(this.clock.now()) - Date.parse(first.occurredOn)) / 1000));
      shownAt.lagEvents += stretch.facts.length;
      if (stretch.caughtUp || shownAt.lagEvents >= COUNTED) return shownAt;
      after = stretch.position;
    }
  }
}

const shown = (error: { message: string; position: number; eventId: string; type: string } | null) =>
  error && { ...error, position: String(error.position) };
