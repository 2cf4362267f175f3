import { becauseOf, policy } from '@causeway/event-sourcing';
import type { OrderEvent } from '../../order/domain/order.events';
import { SettleSubscription } from '../write/settle-subscription';

const name = 'when-order-settled-then-settle-subscription';

/** Mends a crash between the vendor's answer and what comes of it. */
export const whenOrderSettledThenSettleSubscription = policy<OrderEvent>({
  name,
  categories: ['order'],
  when: (fact) =>
    fact.type === 'OrderStatusChanged' && (fact.data.systemStatus === 'Done' || fact.data.systemStatus === 'Fail')
      ? [new SettleSubscription(fact.data.orderId, becauseOf(fact, name))]
      : [],
});
