import { Streams } from '@causeway/event-sourcing';
import { unknown } from '@causeway/event-sourcing/model';
import type { Caller } from '@causeway/platform';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type KnownOrder, orderStream } from '../domain/order';
import { knownOrder } from './known-order';
import { OrderBodies, type OrderBody } from './order-body';

export type Moment = { revision: number } | { time: string } | null;

/** One order, as it stands or as it stood (spec 20; spec 05, *Looking back*). Folds its stream: never behind a notice sent about it. */
export class GetOrder extends Query<OrderBody> {
  constructor(
    readonly caller: Caller,
    readonly orderId: string,
    readonly moment: Moment,
  ) {
    super();
  }
}

@QueryHandler(GetOrder)
export class GetOrderHandler implements IQueryHandler<GetOrder> {
  constructor(
    private readonly streams: Streams,
    private readonly bodies: OrderBodies,
  ) {}

  async execute({ caller, orderId, moment }: GetOrder): Promise<OrderBody> {
    const now = await knownOrder(this.streams, caller, orderId);
    if (moment === null) return this.bodies.of(now.state, now.revision);
    const then = await this.streams.at(orderStream(orderId), moment);
    if (then === null) throw unknown('order.revision-unknown', 'The order did not stand then: it began later, or has no such revision.');
    return this.bodies.of(then.state as KnownOrder, then.revision);
  }
}
