import { invalid } from '@causeway/event-sourcing/model';
import type { Asked } from '@causeway/platform';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Looks } from '../../look/looks';
import { type Change, changesBetween } from '../changes';
import { momentOf, States, type Then } from '../states';
import { Viewing } from '../viewing';

/** `GET /api/v1/timeline?subject=…&at=…`: how it stood at a revision or a time (spec 60). */
export class GetState extends Query<Then> {
  constructor(
    readonly asked: Asked,
    readonly subject: string,
    readonly at: string,
  ) {
    super();
  }
}

@QueryHandler(GetState)
export class GetStateHandler implements IQueryHandler<GetState> {
  constructor(
    private readonly viewing: Viewing,
    private readonly states: States,
    private readonly looks: Looks,
  ) {}

  async execute({ asked, subject, at }: GetState): Promise<Then> {
    const moment = momentOf('at', at);
    const seen = await this.viewing.see(asked.caller, subject);
    await this.looks.record(asked, { subject: seen.name, what: 'state', tenants: seen.tenants });
    return this.states.at(seen, moment);
  }
}

export type Difference = Readonly<{ from: number; to: number; changes: readonly Change[] }>;

/** `GET /api/v1/timeline?subject=…&diff=from,to`: what is different between two moments (spec 60). */
export class GetDiff extends Query<Difference> {
  constructor(
    readonly asked: Asked,
    readonly subject: string,
    readonly between: string,
  ) {
    super();
  }
}

@QueryHandler(GetDiff)
export class GetDiffHandler implements IQueryHandler<GetDiff> {
  constructor(
    private readonly viewing: Viewing,
    private readonly states: States,
    private readonly looks: Looks,
  ) {}

  async execute({ asked, subject, between }: GetDiff): Promise<Difference> {
    const [from, to, ...more] = between.split(',');
    if (!from || !to || more.length > 0)
      throw invalid([{ pointer: 'diff', message: 'must be two revisions or times with a comma between them' }]);
    const moments = [momentOf('diff', from), momentOf('diff', to)] as const;
    const seen = await this.viewing.see(asked.caller, subject);
    await this.looks.record(asked, { subject: seen.name, what: 'diff', tenants: seen.tenants });
    const [before, after] = [await this.states.at(seen, moments[0]), await this.states.at(seen, moments[1])];
    return { from: before.revision, to: after.revision, changes: changesBetween(before.state, after.state) };
  }
}
