import { Streams } from '@causeway/event-sourcing';
import type { Asked } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { registered, remove } from '../domain/consumer';
import { ownStreamFor } from '../whose';

/** `DELETE …/{consumerCode}`: ends its waiting deliveries; the same code may register anew. */
export class RemoveConsumer extends Command<{ position: number }> {
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

@CommandHandler(RemoveConsumer)
export class RemoveConsumerHandler implements ICommandHandler<RemoveConsumer> {
  constructor(private readonly streams: Streams) {}

  async execute({ asked, consumerCode }: RemoveConsumer): Promise<{ position: number }> {
    const stream = ownStreamFor(asked.caller, consumerCode);
    const options = { ifMatch: asked.ifMatch, guard: (state: Parameters<typeof registered>[0]) => void registered(state) };
    const { position } = await this.streams.transact(stream, remove, asked.act, options);
    return { position };
  }
}
