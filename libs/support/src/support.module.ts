import { type Json, rebuild, Views, verify } from '@causeway/event-sourcing';
import { Global, Module } from '@nestjs/common';
import { JobsHttp } from './job/doors/jobs.http';
import { type JobRun, Jobs } from './job/jobs';
import { GetJobHandler } from './job/read/get-job';
import { jobList } from './job/read/job-list';
import { SteerJobHandler } from './job/write/steer-job';
import { ProjectionsHttp } from './projection/doors/projections.http';
import { ListProjectionsHandler } from './projection/read/list-projections';
import { StartProjectionJobHandler } from './projection/write/start-projection-job';
import { SteerProjectionHandler } from './projection/write/steer-projection';

/** Looking back: projections, jobs; later the timeline, exports and the rest of spec 60. */
@Global()
@Module({
  controllers: [JobsHttp, ProjectionsHttp],
  providers: [Jobs, GetJobHandler, SteerJobHandler, ListProjectionsHandler, StartProjectionJobHandler, SteerProjectionHandler],
  exports: [Jobs],
})
export class SupportModule {
  constructor(views: Views, jobs: Jobs) {
    views.add(jobList);
    const named = (spec: Json) => views.projection((spec as { name: string }).name);
    const told = (run: JobRun) => (done: number, total: number) => run.report(done, total, null);
    jobs.register('projection.rebuild', async (run) => ({ rebuilt: await rebuild(named(run.spec), told(run)) }));
    jobs.register('projection.verify', async (run) => (await verify(named(run.spec), told(run))) as Json);
  }
}
