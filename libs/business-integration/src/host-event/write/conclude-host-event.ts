import { Streams } from '@causeway/event-sourcing';
import type { Act } from '@causeway/event-sourcing/model';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { isOpen, orderStream } from '../../order/domain/order';
import type { HostResult } from '../domain/host-line.events';
import { concludeOrder, receiveOrder } from '../steps/conclude-order';

/** Asked by a policy, in case the process that heard the product host died before the order knew. `result` null: taken, for later. */
export class ConcludeHostEvent extends Command<void> {
  constructor(
    readonly orderId: string,
    readonly result: HostResult | null,
    readonly act: Act,
  ) {
    super();
  }
}

@CommandHandler(ConcludeHostEvent)
export class ConcludeHostEventHandler implements ICommandHandler<ConcludeHostEvent> {
  constructor(private readonly streams: Streams) {}

  async execute({ orderId, result, act }: ConcludeHostEvent): Promise<void> {
    if (result === null) return receiveOrder(this.streams, orderId, act);
    const { state } = await this.streams.load(orderStream(orderId));
    // Nearly always the order knows; what comes of it has a policy of its own.
    if (state.status !== 'absent' && isOpen(state.status)) await concludeOrder(this.streams, orderId, result, act);
  }
}
