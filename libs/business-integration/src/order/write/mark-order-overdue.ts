import { Streams } from '@causeway/event-sourcing';
import type { Act } from '@causeway/event-sourcing/model';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { orderStream, passLimit } from '../domain/order';

/** A limit of the order has passed (spec 20, `dueOn`). Asked as often as you like; told once per limit. */
export class MarkOrderOverdue extends Command<void> {
  constructor(
    readonly orderId: string,
    readonly act: Act,
  ) {
    super();
  }
}

@CommandHandler(MarkOrderOverdue)
export class MarkOrderOverdueHandler implements ICommandHandler<MarkOrderOverdue> {
  constructor(private readonly streams: Streams) {}

  async execute({ orderId, act }: MarkOrderOverdue): Promise<void> {
    await this.streams.transact(orderStream(orderId), passLimit(act.at), act);
  }
}
