import { due } from '@causeway/event-sourcing';
import { type SubscriptionListed, subscriptionList } from '../read/subscription-list';
import { PassSubscriptionLimit } from '../write/pass-subscription-limit';

/** Trials that end, and days of grace that are over. */
export const subscriptionLimit = due<SubscriptionListed>({
  name: 'subscription-limit',
  view: subscriptionList,
  field: 'limitOn',
  command: ({ subscriptionId, customerTenantId }, at) => {
    const cause = `subscription:${subscriptionId}`;
    return new PassSubscriptionLimit(subscriptionId, {
      tenantId: customerTenantId,
      actor: 'system:subscription-limit',
      correlationId: cause,
      causationId: cause,
      at,
    });
  },
});
