import { Streams } from '@causeway/event-sourcing';
import type { Act } from '@causeway/event-sourcing/model';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { orderStream } from '../../order/domain/order';
import { settleOrder } from '../steps/settle';

/** Asked by a policy, in case the process that took the vendor's answer died before its effect on the subscription. */
export class SettleSubscription extends Command<void> {
  constructor(
    readonly orderId: string,
    readonly act: Act,
  ) {
    super();
  }
}

@CommandHandler(SettleSubscription)
export class SettleSubscriptionHandler implements ICommandHandler<SettleSubscription> {
  constructor(private readonly streams: Streams) {}

  async execute({ orderId, act }: SettleSubscription): Promise<void> {
    const { state } = await this.streams.load(orderStream(orderId));
    if (state.status !== 'absent') await settleOrder(this.streams, state, act);
  }
}
