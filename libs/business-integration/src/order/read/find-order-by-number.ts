import { Streams } from '@causeway/event-sourcing';
import type { Caller } from '@causeway/platform';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { knownOrder, unknownOrder } from './known-order';
import { NumberedOrders } from './numbered-orders';
import { OrderBodies, type OrderBody } from './order-body';

/** `GET /api/v1/orders/by-number/{orderNumber}`. The list knows which order has the number, the order's own stream how it stands. */
export class FindOrderByNumber extends Query<OrderBody> {
  constructor(
    readonly caller: Caller,
    readonly orderNumber: string,
  ) {
    super();
  }
}

@QueryHandler(FindOrderByNumber)
export class FindOrderByNumberHandler implements IQueryHandler<FindOrderByNumber> {
  constructor(
    private readonly streams: Streams,
    private readonly numbered: NumberedOrders,
    private readonly bodies: OrderBodies,
  ) {}

  async execute({ caller, orderNumber }: FindOrderByNumber): Promise<OrderBody> {
    const orderId = await this.numbered.idOf(orderNumber);
    if (orderId === null) throw unknownOrder();
    const { state, revision } = await knownOrder(this.streams, caller, orderId);
    return this.bodies.of(state, revision);
  }
}
