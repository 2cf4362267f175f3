import { Streams } from '@causeway/event-sourcing';
import type { Asked } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { pause, registered, resume } from '../domain/consumer';
import { type ConsumerAnswer, showConsumer } from '../read/consumer-shown';
import { consumerStreamFor } from '../whose';

/** `POST …/pause`, `…/resume`: quiet when it is so already. */
export class SteerConsumer extends Command<ConsumerAnswer> {
  constructor(
    readonly asked: Asked,
    readonly consumerCode: string,
    readonly to: 'pause' | 'resume',
  ) {
    super();
  }

  /** What it is asked of: a refusal is kept there (spec 60). */
  get subject(): string {
    return `consumer:${this.consumerCode.toLowerCase()}`;
  }
}

@CommandHandler(SteerConsumer)
export class SteerConsumerHandler implements ICommandHandler<SteerConsumer> {
  constructor(private readonly streams: Streams) {}

  async execute({ asked, consumerCode, to }: SteerConsumer): Promise<ConsumerAnswer> {
    const stream = consumerStreamFor(asked.caller, consumerCode);
    const options = { ifMatch: asked.ifMatch, guard: (state: Parameters<typeof registered>[0]) => void registered(state) };
    const { state, revision, position } = await this.streams.transact(stream, to === 'pause' ? pause : resume, asked.act, options);
    return { shown: showConsumer(registered(state), revision), revision, position };
  }
}
