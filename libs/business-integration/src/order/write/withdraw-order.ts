import { Streams } from '@causeway/event-sourcing';
import { forbidden, unknown } from '@causeway/event-sourcing/model';
import type { Asked } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { onlookerOf } from '../../onlooker';
import { settleOrder } from '../../subscription/steps/settle';
import { isId, type Written } from '../../written';
import { type KnownOrder, type Order, orderStream, withdraw } from '../domain/order';
import { mayKnow, type Onlooker, sidesOf } from '../domain/parties';
import { OrderBodies, type OrderBody } from '../read/order-body';

/** The buyer takes an order back while it is only released (spec 20, *Products and the storefront*). */
export class WithdrawOrder extends Command<Written<OrderBody>> {
  constructor(
    readonly asked: Asked,
    readonly orderId: string,
  ) {
    super();
  }

  /** What it is asked of: a refusal is kept there (spec 60). */
  get subject(): string {
    return `order:${this.orderId}`;
  }
}

@CommandHandler(WithdrawOrder)
export class WithdrawOrderHandler implements ICommandHandler<WithdrawOrder> {
  constructor(
    private readonly streams: Streams,
    private readonly bodies: OrderBodies,
  ) {}

  async execute({ asked: { act, caller, ifMatch }, orderId }: WithdrawOrder): Promise<Written<OrderBody>> {
    if (!isId(orderId)) throw unknown('order.unknown', 'There is no such order.');
    const guard = buyerOnly(onlookerOf(caller));
    const { state, revision, position } = await this.streams.transact(orderStream(orderId), withdraw, act, { ifMatch, guard });
    const order = state as KnownOrder;
    const settled = await settleOrder(this.streams, order, act);
    return { body: await this.bodies.of(order, revision), revision, position: Math.max(position, settled) };
  }
}

const buyerOnly = (onlooker: Onlooker) => (order: Order) => {
  if (order.status === 'absent' || !mayKnow(sidesOf(order, onlooker))) throw unknown('order.unknown', 'There is no such order.');
  if (!sidesOf(order, onlooker).customer) throw forbidden('order.customer-only', 'Only its buyer withdraws an order.');
};
