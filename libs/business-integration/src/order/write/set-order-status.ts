import { Streams } from '@causeway/event-sourcing';
import { forbidden, unknown } from '@causeway/event-sourcing/model';
import type { Asked } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { onlookerOf } from '../../onlooker';
import { settleOrder } from '../../subscription/steps/settle';
import { isId, type Written } from '../../written';
import { isOpen, type KnownOrder, type Order, orderStream, setStatus } from '../domain/order';
import type { StatusGiven } from '../domain/order.events';
import { mayKnow, type Onlooker, sidesOf } from '../domain/parties';
import { OrderBodies, type OrderBody } from '../read/order-body';

/** The vendor answers an order (spec 20, the table of *Orders*). */
export class SetOrderStatus extends Command<Written<OrderBody>> {
  constructor(
    readonly asked: Asked,
    readonly orderId: string,
    readonly wish: StatusGiven,
  ) {
    super();
  }

  /** What it is asked of: a refusal is kept there (spec 60). */
  get subject(): string {
    return `order:${this.orderId}`;
  }
}

@CommandHandler(SetOrderStatus)
export class SetOrderStatusHandler implements ICommandHandler<SetOrderStatus> {
  constructor(
    private readonly streams: Streams,
    private readonly bodies: OrderBodies,
  ) {}

  async execute({ asked: { act, caller, ifMatch }, orderId, wish }: SetOrderStatus): Promise<Written<OrderBody>> {
    if (!isId(orderId)) throw unknown('order.unknown', 'There is no such order.');
    const guard = vendorOnly(onlookerOf(caller));
    const { state, revision, position } = await this.streams.transact(orderStream(orderId), setStatus(wish), act, { ifMatch, guard });
    const order = state as KnownOrder;
    const settled = isOpen(order.status) ? 0 : await settleOrder(this.streams, order, act);
    return { body: await this.bodies.of(order, revision), revision, position: Math.max(position, settled) };
  }
}

const vendorOnly = (onlooker: Onlooker) => (order: Order) => {
  if (order.status === 'absent' || !mayKnow(sidesOf(order, onlooker))) throw unknown('order.unknown', 'There is no such order.');
  if (!sidesOf(order, onlooker).vendor) throw forbidden('order.vendor-only', 'Only the vendor of what was ordered sets its status.');
};
