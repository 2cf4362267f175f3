import { forbidden } from '@causeway/event-sourcing/model';
import type { Caller } from '@causeway/platform';
import { onlookerOf } from '../../onlooker';
import { mayKnow, sidesOf } from '../../order/domain/parties';
import type { Subscription } from '../domain/subscription';
import { unknownSubscription } from '../read/known-subscription';

/** 404 for those who do not share it, 403 for the vendor. */
export const customerOnly = (caller: Caller) => {
  const onlooker = onlookerOf(caller);
  return (now: Subscription): void => {
    if (now.status === 'absent' || !mayKnow(sidesOf(now, onlooker))) throw unknownSubscription();
    if (!sidesOf(now, onlooker).customer) throw forbidden('subscription.customer-only', 'Only the customer whose subscription it is does this.');
  };
};

export const existing = (now: Subscription): void => {
  if (now.status === 'absent') throw unknownSubscription();
};
