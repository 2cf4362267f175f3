import { Streams } from '@causeway/event-sourcing';
import type { Act } from '@causeway/event-sourcing/model';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { OrderContent } from '../../order/domain/order.events';
import { IntegrationSnapshots } from '../../product-integration/steps/integration-snapshots';
import { concludeOrder } from '../steps/conclude-order';
import { raiseOrderEvent } from '../steps/raise-order-event';

/** An order that is fulfilled by events was released: its product host shall hear of it. Asked by a policy; once each. */
export class RaiseOrderEvent extends Command<void> {
  constructor(
    readonly order: OrderContent,
    readonly act: Act,
  ) {
    super();
  }
}

@CommandHandler(RaiseOrderEvent)
export class RaiseOrderEventHandler implements ICommandHandler<RaiseOrderEvent> {
  constructor(
    private readonly streams: Streams,
    private readonly snapshots: IntegrationSnapshots,
  ) {}

  async execute({ order, act }: RaiseOrderEvent): Promise<void> {
    const result = await raiseOrderEvent(this.streams, this.snapshots, order, act);
    if (result !== null) await concludeOrder(this.streams, order.orderId, result, act);
  }
}
