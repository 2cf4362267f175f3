import { type Subject, subject } from '@causeway/event-sourcing';
import type { HostExchange } from '../../host-event/read/host-exchange';
import type { SealedAnswers } from '../../order/steps/sealed-answers';
import { isId } from '../../written';
import { type KnownSubscription, type Subscription, subscriptionStream } from '../domain/subscription';
import type { SubscriptionEvent } from '../domain/subscription.events';
import { openedSubscriptionFact } from './get-subscription-history';
import { subscriptionBody } from './subscription-body';

/** `subscription:{id}`, for those who look back (spec 60). */
export const subscriptionSubject = (answers: SealedAnswers, exchange: HostExchange): Subject<Subscription, SubscriptionEvent> =>
  subject<Subscription, SubscriptionEvent>({
    kind: 'subscription',
    stream: (id) => (isId(id) ? subscriptionStream(id) : null),
    sharers: (now) => (now.status === 'absent' ? [] : [now.customer.tenantId, now.vendor.tenantId]),
    show: (now, revision) => subscriptionBody(now as KnownSubscription, revision),
    data: (fact, now) =>
      now.status === 'absent'
        ? fact.data
        : openedSubscriptionFact(answers, { customerTenantId: now.customer.tenantId, subscriptionId: now.subscriptionId }, fact),
    personal: ['note'],
    beside: (id, now) => (now.status === 'absent' ? [] : exchange.ofSubscription(id, now.vendor.tenantId)),
  });
