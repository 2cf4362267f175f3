import { Streams } from '@causeway/event-sourcing';
import type { Json, Recorded } from '@causeway/event-sourcing/model';
import type { Caller } from '@causeway/platform';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { orderStream } from '../domain/order';
import type { OrderEvent } from '../domain/order.events';
import { SealedAnswers } from '../steps/sealed-answers';
import { knownOrder } from './known-order';

export type HistoryItem = {
  revision: number;
  position: string;
  type: string;
  occurredOn: string;
  actor: string;
  correlationId: string;
  causationId: string;
  data: Json;
};
export type HistoryBody = { items: readonly HistoryItem[] };

export const historyItem = ({ revision, position, type, occurredOn, meta }: Recorded, data: Json): HistoryItem => {
  const { actor, correlationId, causationId } = meta;
  return { revision, position: String(position), type, occurredOn, actor, correlationId, causationId, data };
};

/** Every event of an order, oldest first, with actor, cause and time (spec 05, *Looking back*). */
export class GetOrderHistory extends Query<HistoryBody> {
  constructor(
    readonly caller: Caller,
    readonly orderId: string,
  ) {
    super();
  }
}

@QueryHandler(GetOrderHistory)
export class GetOrderHistoryHandler implements IQueryHandler<GetOrderHistory> {
  constructor(
    private readonly streams: Streams,
    private readonly answers: SealedAnswers,
  ) {}

  async execute({ caller, orderId }: GetOrderHistory): Promise<HistoryBody> {
    await knownOrder(this.streams, caller, orderId);
    const facts = await this.streams.facts(orderStream(orderId));
    return { items: await Promise.all(facts.map(async (fact) => historyItem(fact, await openedOrderFact(this.answers, fact)))) };
  }
}

/** A fact's data as it is shown: personal answers opened, or null once their key is gone. */
export const openedOrderFact = async (answers: SealedAnswers, fact: Recorded<OrderEvent>): Promise<Json> => {
  if (fact.type !== 'OrderReleased') return fact.data;
  const { customer, subscriptionId, configuration } = fact.data;
  return { ...fact.data, configuration: await answers.open({ customerTenantId: customer.tenantId, subscriptionId }, configuration) };
};
