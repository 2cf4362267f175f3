import { Streams, Views } from '@causeway/event-sourcing';
import { type Caller, type ListQuery, type Page, Paging } from '@causeway/platform';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type JobState, jobStream } from '../domain/job';
import { Jobs } from '../jobs';
import { type JobShown, show } from './get-job';
import { type JobListed, jobList, NEWEST_OF_OWNER } from './job-list';

/** `GET /api/v1/jobs`: the newest first; everybody's for the operator's support, one's own for others. Results are shown with the one job. */
export class ListJobs extends Query<Page<Omit<JobShown, 'result'>>> {
  constructor(
    readonly caller: Caller,
    readonly state: JobState | undefined,
    readonly query: ListQuery,
  ) {
    super();
  }
}

@QueryHandler(ListJobs)
export class ListJobsHandler implements IQueryHandler<ListJobs> {
  constructor(
    private readonly views: Views,
    private readonly streams: Streams,
    private readonly jobs: Jobs,
    private readonly paging: Paging,
  ) {}

  async execute({ caller, state, query }: ListJobs): Promise<Page<Omit<JobShown, 'result'>>> {
    const everybodys = caller.isOperator && caller.scopes.has('support');
    const filter = {
      ...(everybodys ? {} : { owner: caller.actor, tenantId: caller.tid }),
      ...(state === undefined ? {} : { state }),
    };
    const order = [
      ['startedOn', -1],
      ['_id', -1],
    ] as const;
    const bind = [caller.tid, caller.clientId, 'jobs', state];
    const hint = everybodys ? undefined : NEWEST_OF_OWNER;
    const page = await this.paging.page(
      this.views.model(jobList),
      { filter, order, query, hint, bind },
      ({ _id }: JobListed & { _id: string }) => _id,
    );
    return { ...page, items: await Promise.all(page.items.map((id) => this.one(id))) };
  }

  private async one(jobId: string): Promise<Omit<JobShown, 'result'>> {
    const { state } = await this.streams.load(jobStream(jobId));
    if (state.state === 'absent') throw new Error('A job that is listed was started.');
    const { result: _, ...shown } = show(state, this.jobs.live(jobId));
    return shown;
  }
}
