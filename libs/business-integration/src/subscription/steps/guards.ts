import { forbidden, stale } from '@causeway/event-sourcing/model';
import type { Asked, Caller } from '@causeway/platform';
import { onlookerOf } from '../../onlooker';
import { mayKnow, sidesOf } from '../../order/domain/parties';
import type { Subscription } from '../domain/subscription';
import { unknownSubscription } from '../read/known-subscription';

/** 404 for those who do not share it, 403 for the vendor. */
export const customerOnly = (caller: Caller) => {
  const onlooker = onlookerOf(caller);
  return (now: Subscription): void => {
    if (now.status === 'absent' || !mayKnow(sidesOf(now, onlooker))) throw unknownSubscription();
    if (!sidesOf(now, onlooker).customer)
      throw forbidden('subscription.customer-only', 'Only the customer whose subscription it is does this.');
  };
};

export const existing = (now: Subscription): void => {
  if (now.status === 'absent') throw unknownSubscription();
};

/** If-Match is compared before any rule is asked. A request asked again after a crash has moved the thing itself. */
export const notStale = ({ act, ifMatch }: Asked, revision: number): void => {
  if (ifMatch !== null && !act.repeated && ifMatch !== revision)
    throw stale(`If-Match names another revision than the newest, which is "${revision}".`);
};
