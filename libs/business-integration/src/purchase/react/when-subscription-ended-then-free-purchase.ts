import { becauseOf, policy } from '@causeway/event-sourcing';
import type { SubscriptionEvent } from '../../subscription/domain/subscription.events';
import { FreePurchase } from '../write/free-purchase';

const name = 'when-subscription-ended-then-free-purchase';

/** A subscription that failed or was cancelled, by whomever or by time, lets its customer buy again. */
export const whenSubscriptionEndedThenFreePurchase = policy<SubscriptionEvent>({
  name,
  categories: ['subscription'],
  when: (fact) => {
    if (fact.type !== 'SubscriptionFailed' && fact.type !== 'SubscriptionCancelled') return [];
    const { subscriptionId, customerTenantId, productId, status } = fact.data;
    return [new FreePurchase(subscriptionId, customerTenantId, productId, status, becauseOf(fact, name))];
  },
});
