import { Streams } from '@causeway/event-sourcing';
import { unknown } from '@causeway/event-sourcing/model';
import type { Caller } from '@causeway/platform';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type Job, type JobState, jobStream } from '../domain/job';
import { Jobs, type Live, secondsLeft } from '../jobs';

/** The answer of `GET /api/v1/jobs/{jobId}` (spec 05, step 8). `done` and `total` count positions of the log, or deliveries. */
export type JobShown = {
  jobId: string;
  kind: string;
  state: JobState;
  done: number;
  total: number;
  error: string | null;
  result: unknown;
  startedOn: string;
  /** How long it will still take at the pace so far; null when it does not run, or has only just begun. */
  secondsLeft: number | null;
};

export const mayBeSeenBy = (job: Job, caller: Caller): job is Exclude<Job, { state: 'absent' }> =>
  job.state !== 'absent' &&
  ((caller.isOperator && caller.scopes.has('support')) || (job.owner === caller.actor && job.tenantId === caller.tid));

export class GetJob extends Query<{ job: JobShown; revision: number }> {
  constructor(
    readonly caller: Caller,
    readonly jobId: string,
  ) {
    super();
  }
}

@QueryHandler(GetJob)
export class GetJobHandler implements IQueryHandler<GetJob> {
  constructor(
    private readonly streams: Streams,
    private readonly jobs: Jobs,
  ) {}

  async execute({ caller, jobId }: GetJob) {
    const { state, revision } = await this.streams.load(jobStream(jobId));
    if (!mayBeSeenBy(state, caller)) throw unknown('job.unknown', 'There is no such job.');
    return { job: show(state, this.jobs.live(jobId)), revision };
  }
}

export const show = (job: Exclude<Job, { state: 'absent' }>, live: Live | null): JobShown => {
  const { jobId, kind, state, error, result, startedOn } = job;
  const running = state === 'running' && live ? live : null;
  const { done, total } = running ?? job;
  return { jobId, kind, state, done, total, error, result, startedOn, secondsLeft: running && secondsLeft(running) };
};
