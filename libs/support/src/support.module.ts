import { type Json, rebuild, Views, verify } from '@causeway/event-sourcing';
import { Refusals } from '@causeway/platform';
import { Global, Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { DoctorHttp } from './doctor/doors/doctor.http';
import { ExamineHandler } from './doctor/read/examine';
import { JobsHttp } from './job/doors/jobs.http';
import { type JobRun, Jobs } from './job/jobs';
import { GetJobHandler } from './job/read/get-job';
import { jobList } from './job/read/job-list';
import { ListJobsHandler } from './job/read/list-jobs';
import { SteerJobHandler } from './job/write/steer-job';
import { Looks } from './look/looks';
import { LooksAtOthers } from './look/looks.interceptor';
import { lookList } from './look/read/look-list';
import { ProjectionsHttp } from './projection/doors/projections.http';
import { ListProjectionsHandler } from './projection/read/list-projections';
import { StartProjectionJobHandler } from './projection/write/start-projection-job';
import { SteerProjectionHandler } from './projection/write/steer-projection';
import { RefusalLog } from './refusal/refusal-log';
import { StoriesHttp } from './story/doors/stories.http';
import { GetStoryHandler } from './story/read/get-story';
import { Stories } from './story/stories';
import { TimelineCursor } from './timeline/cursor';
import { MomentsHttp } from './timeline/doors/moments.http';
import { TimelineHttp } from './timeline/doors/timeline.http';
import { FollowTimelineHandler } from './timeline/read/follow-timeline';
import { GetMomentsHandler } from './timeline/read/get-moments';
import { GetDiffHandler, GetStateHandler } from './timeline/read/get-state';
import { GetTimelineHandler } from './timeline/read/get-timeline';
import { States } from './timeline/states';
import { Timelines } from './timeline/timelines';
import { Viewing } from './timeline/viewing';

const jobs = [Jobs, GetJobHandler, ListJobsHandler, SteerJobHandler];
const projections = [ListProjectionsHandler, StartProjectionJobHandler, SteerProjectionHandler];
const timeline = [
  Viewing,
  Timelines,
  States,
  TimelineCursor,
  GetTimelineHandler,
  GetStateHandler,
  GetDiffHandler,
  GetMomentsHandler,
  FollowTimelineHandler,
];
const looks = [Looks, { provide: APP_INTERCEPTOR, useClass: LooksAtOthers }];

/** Looking back: timelines, what was refused, who looked; projections, jobs (spec 60). */
@Global()
@Module({
  controllers: [JobsHttp, ProjectionsHttp, TimelineHttp, MomentsHttp, StoriesHttp, DoctorHttp],
  providers: [
    ...jobs,
    ...projections,
    ...timeline,
    ...looks,
    Stories,
    GetStoryHandler,
    ExamineHandler,
    { provide: Refusals, useClass: RefusalLog },
  ],
  exports: [Jobs, Looks, Refusals],
})
export class SupportModule {
  constructor(views: Views, jobs: Jobs) {
    views.add(jobList, lookList);
    const named = (spec: Json) => views.projection((spec as { name: string }).name);
    const told = (run: JobRun) => (done: number, total: number) => run.report(done, total, null);
    jobs.register('projection.rebuild', async (run) => ({ rebuilt: await rebuild(named(run.spec), told(run)) }));
    jobs.register('projection.verify', async (run) => (await verify(named(run.spec), told(run))) as Json);
  }
}
