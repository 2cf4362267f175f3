import { policy } from '@causeway/event-sourcing';
import type { SubscriptionEvent } from '../../subscription/domain/subscription.events';
import { finishing } from '../../written';
import { ReleaseOrder } from '../write/release-order';

/** Mends a crash between a subscription that let a Change or Cancel order through and that order. */
export const whenSubscriptionOrderOpenedThenReleaseOrder = policy<SubscriptionEvent>({
  name: 'when-subscription-order-opened-then-release-order',
  categories: ['subscription'],
  when: (fact) => (fact.type === 'SubscriptionOrderOpened' ? [new ReleaseOrder(fact.data.order, finishing(fact))] : []),
});
