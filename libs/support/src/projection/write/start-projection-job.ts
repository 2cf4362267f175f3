import { Reactions, Views } from '@causeway/event-sourcing';
import { unknown, unprocessable } from '@causeway/event-sourcing/model';
import type { Asked } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Jobs } from '../../job/jobs';

export type ProjectionJob = 'projection.rebuild' | 'projection.verify';

/** Builds a view again beside the live one, or folds the log again and compares (spec 60). */
export class StartProjectionJob extends Command<{ jobId: string; position: number }> {
  constructor(
    readonly asked: Asked,
    readonly name: string,
    readonly kind: ProjectionJob,
  ) {
    super();
  }
}

@CommandHandler(StartProjectionJob)
export class StartProjectionJobHandler implements ICommandHandler<StartProjectionJob> {
  constructor(
    private readonly views: Views,
    private readonly reactions: Reactions,
    private readonly jobs: Jobs,
  ) {}

  async execute({ asked, name, kind }: StartProjectionJob) {
    if (this.reactions.reaction(name))
      throw unprocessable(
        'projection.not-a-view',
        'It asks for things instead of answering questions: there is nothing to rebuild or to verify.',
      );
    if (!this.views.has(name)) throw unknown('projection.unknown', 'There is no such projection.');
    return this.jobs.start(kind, { name }, asked);
  }
}
