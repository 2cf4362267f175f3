import { StoreUnavailable, Streams, Views } from '@causeway/event-sourcing';
import type { Caller } from '@causeway/platform';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { knownOrder, unknownOrder } from './known-order';
import { OrderBodies, type OrderBody } from './order-body';
import { orderList } from './order-list';

const PATIENCE_MS = 2000;

/**
 * `GET /api/v1/orders/by-number/{orderNumber}`. The list knows which order has the number, the order's own stream how it
 * stands. A number that the list has not seen may only just have been given, so before "unknown" is said the list must
 * have reached the head: nothing else is written for numbers, and the answer is right at once on every store.
 */
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
    private readonly views: Views,
    private readonly bodies: OrderBodies,
  ) {}

  async execute({ caller, orderNumber }: FindOrderByNumber): Promise<OrderBody> {
    if (!/^\d{12,20}$/.test(orderNumber)) throw unknownOrder();
    const orderId = (await this.idOf(orderNumber)) ?? (await this.idAtTheHead(orderNumber));
    if (orderId === null) throw unknownOrder();
    const { state, revision } = await knownOrder(this.streams, caller, orderId);
    return this.bodies.of(state, revision);
  }

  private async idOf(orderNumber: string): Promise<string | null> {
    const found = await this.views.model(orderList).findOne({ orderNumber }).lean();
    return found?._id ?? null;
  }

  private async idAtTheHead(orderNumber: string): Promise<string | null> {
    if (!(await this.views.reached([orderList.name], await this.streams.head(), PATIENCE_MS))) {
      throw new StoreUnavailable('The list of orders does not keep up.');
    }
    return this.idOf(orderNumber);
  }
}
