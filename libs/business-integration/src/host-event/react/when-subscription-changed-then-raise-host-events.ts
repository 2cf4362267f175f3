import { becauseOf, policy } from '@causeway/event-sourcing';
import type { SubscriptionEvent } from '../../subscription/domain/subscription.events';
import { RaiseFollowingEvents } from '../write/raise-following-events';

const name = 'when-subscription-changed-then-raise-host-events';
const QUIET: ReadonlySet<SubscriptionEvent['type']> = new Set([
  'SubscriptionInitialized',
  'SubscriptionOrderOpened',
  'SubscriptionOrderRefused',
]);

/** Suspended, reactivated, closed, of another status, with other add-ons: the product host is told. */
export const whenSubscriptionChangedThenRaiseHostEvents = policy<SubscriptionEvent>({
  name,
  categories: ['subscription'],
  when: (fact) => (QUIET.has(fact.type) ? [] : [new RaiseFollowingEvents(fact, becauseOf(fact, name))]),
});
