import { invalid } from '@causeway/event-sourcing/model';
import { type Asked, Clock } from '@causeway/platform';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Looks } from '../../look/looks';
import { Viewing } from '../../timeline/viewing';
import { Stories, type StoryFact } from '../stories';

export type StoryWish = Readonly<{ subject: string; withPersonalData: boolean; reason: string | null }>;

/** The first line of a story. */
export type StoryHead = Readonly<{
  story: 1;
  subject: string;
  exportedOn: string;
  facts: number;
  withPersonalData: boolean;
  reason: string | null;
}>;

/** One subject's whole story, to take to a laptop. A look like any other; with personal data only for a reason (spec 60). */
export class GetStory extends Query<{ head: StoryHead; facts: readonly StoryFact[] }> {
  constructor(
    readonly asked: Asked,
    readonly wish: StoryWish,
  ) {
    super();
  }
}

@QueryHandler(GetStory)
export class GetStoryHandler implements IQueryHandler<GetStory> {
  constructor(
    private readonly viewing: Viewing,
    private readonly stories: Stories,
    private readonly looks: Looks,
    private readonly clock: Clock,
  ) {}

  async execute({ asked, wish: { subject, withPersonalData, reason } }: GetStory) {
    if (withPersonalData && !reason?.trim())
      throw invalid([{ pointer: 'reason', message: 'must say why, when personal data shall leave the installation' }]);
    const seen = await this.viewing.see(asked.caller, subject);
    await this.looks.record(asked, { subject: seen.name, what: 'export', tenants: seen.tenants, reason });
    const facts = await this.stories.of(seen, asked.caller, withPersonalData);
    const head: StoryHead = { story: 1, subject: seen.name, exportedOn: this.clock.now(), facts: facts.length, withPersonalData, reason };
    return { head, facts };
  }
}
