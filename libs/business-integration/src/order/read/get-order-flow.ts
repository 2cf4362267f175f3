import { Streams } from '@causeway/event-sourcing';
import type { Caller } from '@causeway/platform';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type Flow, flowOf } from '../domain/flow';
import { orderStream } from '../domain/order';
import { knownOrder } from './known-order';

/** `GET /api/v1/orders/{id}/flow`: the graph of statuses with the way taken and its times. */
export class GetOrderFlow extends Query<Flow> {
  constructor(
    readonly caller: Caller,
    readonly orderId: string,
  ) {
    super();
  }
}

@QueryHandler(GetOrderFlow)
export class GetOrderFlowHandler implements IQueryHandler<GetOrderFlow> {
  constructor(private readonly streams: Streams) {}

  async execute({ caller, orderId }: GetOrderFlow): Promise<Flow> {
    await knownOrder(this.streams, caller, orderId);
    return flowOf(await this.streams.facts(orderStream(orderId)));
  }
}
