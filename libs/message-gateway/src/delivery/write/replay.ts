import { Streams, Subjects } from '@causeway/event-sourcing';
import { invalid, type Json, Rejection } from '@causeway/event-sourcing/model';
import type { Asked } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { registered } from '../../consumer/domain/consumer';
import { consumerStreamFor } from '../../consumer/whose';
import { GatewayJobs } from '../../ports/jobs';
import type { Spec } from '../domain/replay';
import { place } from '../read/list-deliveries';

export type ReplayWish = Readonly<{
  from: string | number;
  to?: string | number;
  messageTypes?: readonly string[];
  subject?: string;
  dryRun?: boolean;
}>;

export const REPLAY_JOB = 'gateway.replay';

/** `POST …/consumers/{consumerCode}/replay`: what happened, told once more; dry, it only says what would be told. */
export class Replay extends Command<{ jobId: string; position: number }> {
  constructor(
    readonly asked: Asked,
    readonly consumerCode: string,
    readonly wish: ReplayWish,
  ) {
    super();
  }
}

const beyondTheHead = () => {
  const message = 'is beyond everything that has happened';
  return new Rejection('invalid', 'position.invalid', message, { errors: [{ pointer: '/from', message }] });
};

@CommandHandler(Replay)
export class ReplayHandler implements ICommandHandler<Replay> {
  constructor(
    private readonly streams: Streams,
    private readonly jobs: GatewayJobs,
    private readonly subjects: Subjects,
  ) {}

  async execute({ asked, consumerCode, wish }: Replay): Promise<{ jobId: string; position: number }> {
    const from = place('/from', String(wish.from))!;
    const to = place('/to', wish.to === undefined ? undefined : String(wish.to));
    if (to !== null && to.field === from.field && to.value <= from.value)
      throw invalid([{ pointer: '/to', message: 'must come after from' }]);
    const head = await this.streams.head();
    if (from.field === 'position' && Number(from.value) > head) throw beyondTheHead();
    const { owner, consumerCode: code } = registered((await this.streams.load(consumerStreamFor(asked.caller, consumerCode))).state);
    const spec: Spec = {
      owner,
      consumerCode: code,
      from,
      to,
      messageTypes: wish.messageTypes ?? null,
      subject: wish.subject === undefined ? null : await this.subjects.trueName(wish.subject),
      dryRun: wish.dryRun ?? false,
      until: head,
    };
    return this.jobs.start(REPLAY_JOB, spec as unknown as Json, asked);
  }
}
