import { Streams } from '@causeway/event-sourcing';
import type { Act } from '@causeway/event-sourcing/model';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { OrderContent } from '../domain/order.events';
import { releaseOrder } from '../steps/release';

/** Asked by policies, in case the process that opened the order died before it released it. */
export class ReleaseOrder extends Command<void> {
  constructor(
    readonly content: OrderContent,
    readonly act: Act,
  ) {
    super();
  }
}

@CommandHandler(ReleaseOrder)
export class ReleaseOrderHandler implements ICommandHandler<ReleaseOrder> {
  constructor(private readonly streams: Streams) {}

  async execute({ content, act }: ReleaseOrder): Promise<void> {
    await releaseOrder(this.streams, content, act);
  }
}
