import { type Subject, subject } from '@causeway/event-sourcing';
import type { HostExchange } from '../../host-event/read/host-exchange';
import { isId } from '../../written';
import { type KnownOrder, type Order, orderStream } from '../domain/order';
import type { OrderEvent } from '../domain/order.events';
import type { SealedAnswers } from '../steps/sealed-answers';
import { openedOrderFact } from './get-order-history';
import type { NumberedOrders } from './numbered-orders';
import type { OrderBodies } from './order-body';

type Parts = Readonly<{ bodies: OrderBodies; answers: SealedAnswers; exchange: HostExchange; numbered: NumberedOrders }>;

/** `order:{id}`, for those who look back (spec 60); whoever complains has its number, so `order:{orderNumber}` will do. */
export const orderSubject = ({ bodies, answers, exchange, numbered }: Parts): Subject<Order, OrderEvent> =>
  subject<Order, OrderEvent>({
    kind: 'order',
    stream: (id) => (isId(id) ? orderStream(id) : null),
    calledElse: (orderNumber) => numbered.idOf(orderNumber),
    sharers: (order) => (order.status === 'absent' ? [] : [order.customer.tenantId, order.vendor.tenantId]),
    show: (order, revision) => bodies.of(order as KnownOrder, revision),
    data: (fact) => (fact.type === 'OrderReleased' ? openedOrderFact(answers, fact) : fact.data),
    personal: ['note'],
    beside: (_, order) => (order.status === 'absent' || !order.integration ? [] : exchange.ofOrder(order)),
  });
