import { type Subject, subject } from '@causeway/event-sourcing';
import type { HostExchange } from '../../host-event/read/host-exchange';
import { isId } from '../../written';
import { type KnownOrder, type Order, orderStream } from '../domain/order';
import type { OrderEvent } from '../domain/order.events';
import type { SealedAnswers } from '../steps/sealed-answers';
import { openedOrderFact } from './get-order-history';
import type { OrderBodies } from './order-body';

/** `order:{id}`, for those who look back (spec 60). */
export const orderSubject = (bodies: OrderBodies, answers: SealedAnswers, exchange: HostExchange): Subject<Order, OrderEvent> =>
  subject<Order, OrderEvent>({
    kind: 'order',
    stream: (id) => (isId(id) ? orderStream(id) : null),
    sharers: (order) => (order.status === 'absent' ? [] : [order.customer.tenantId, order.vendor.tenantId]),
    show: (order, revision) => bodies.of(order as KnownOrder, revision),
    data: (fact) => (fact.type === 'OrderReleased' ? openedOrderFact(answers, fact) : fact.data),
    personal: ['note'],
    beside: (_, order) => (order.status === 'absent' || !order.integration ? [] : exchange.ofOrder(order)),
  });
