import { type Outcome, Streams } from '@causeway/event-sourcing';
import { unknown } from '@causeway/event-sourcing/model';
import type { Asked } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Job, jobStream, steer, type Wish } from '../domain/job';
import { mayBeSeenBy } from '../read/get-job';

/** Pauses, resumes or cancels a job (spec 05, step 8). One's own; the operator's support any. */
export class SteerJob extends Command<Outcome<Job>> {
  constructor(
    readonly asked: Asked,
    readonly jobId: string,
    readonly wish: Wish,
  ) {
    super();
  }
}

@CommandHandler(SteerJob)
export class SteerJobHandler implements ICommandHandler<SteerJob> {
  constructor(private readonly streams: Streams) {}

  execute({ asked, jobId, wish }: SteerJob): Promise<Outcome<Job>> {
    const guard = (job: Job) => {
      if (!mayBeSeenBy(job, asked.caller)) throw unknown('job.unknown', 'There is no such job.');
    };
    return this.streams.transact(jobStream(jobId), steer(wish), asked.act, { guard, ifMatch: asked.ifMatch });
  }
}
