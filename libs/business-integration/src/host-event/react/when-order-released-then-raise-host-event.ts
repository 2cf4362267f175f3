import { becauseOf, policy } from '@causeway/event-sourcing';
import type { OrderEvent } from '../../order/domain/order.events';
import { RaiseOrderEvent } from '../write/raise-order-event';

const name = 'when-order-released-then-raise-host-event';

/** What is fulfilled by events is told to its product host. */
export const whenOrderReleasedThenRaiseHostEvent = policy<OrderEvent>({
  name,
  categories: ['order'],
  when: (fact) =>
    fact.type === 'OrderReleased' && fact.data.integration !== undefined ? [new RaiseOrderEvent(fact.data, becauseOf(fact, name))] : [],
});
