import { Streams } from '@causeway/event-sourcing';
import type { Asked } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { messageIdOf } from '../../message/message';
import { TEST_MESSAGE } from '../../news';
import { registered, test } from '../domain/consumer';
import { ownStreamFor } from '../whose';

export type TestAnswer = Readonly<{ messageId: string; messageType: string; subject: string; position: number }>;

/** `POST …/test`: a sample, told like any other message; what came of it is seen among the deliveries. */
export class TestConsumer extends Command<TestAnswer> {
  constructor(
    readonly asked: Asked,
    readonly consumerCode: string,
  ) {
    super();
  }

  /** What it is asked of: a refusal is kept there (spec 60). */
  get subject(): string {
    return `consumer:${this.consumerCode.toLowerCase()}`;
  }
}

@CommandHandler(TestConsumer)
export class TestConsumerHandler implements ICommandHandler<TestConsumer> {
  constructor(private readonly streams: Streams) {}

  async execute({ asked, consumerCode }: TestConsumer): Promise<TestAnswer> {
    const stream = ownStreamFor(asked.caller, consumerCode);
    const { state, recorded, position } = await this.streams.transact(stream, test(asked.plainId('test')), asked.act);
    const { owner, consumerCode: code } = registered(state);
    return { messageId: messageIdOf(owner, code, recorded[0]!.id), messageType: TEST_MESSAGE, subject: `consumer:${code}`, position };
  }
}
