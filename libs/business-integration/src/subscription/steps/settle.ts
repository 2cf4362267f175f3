import type { Streams } from '@causeway/event-sourcing';
import type { Act } from '@causeway/event-sourcing/model';
import type { KnownOrder } from '../../order/domain/order';
import { end, purchaseStream } from '../../purchase/domain/purchase';
import { settle } from '../domain/settling';
import { isOver, type Subscription, subscriptionStream } from '../domain/subscription';

/** What comes of an order that is Done or Fail: its subscription, and when that is over, the customer may buy again. Quiet the second time. */
export const settleOrder = async (streams: Streams, order: KnownOrder, act: Act): Promise<number> => {
  const { state, position } = await streams.transact(subscriptionStream(order.subscriptionId), settle(order), act);
  return Math.max(position, await freePurchase(streams, state, act));
};

/** Frees the guard of a subscription that is over; 0 when there was nothing to do. */
export const freePurchase = async (streams: Streams, subscription: Subscription, act: Act): Promise<number> => {
  if (subscription.status === 'absent' || !isOver(subscription.status)) return 0;
  const { subscriptionId, customerTenantId, productId, status } = subscription;
  const freed = await streams.transact(
    purchaseStream(customerTenantId, productId),
    end(subscriptionId, customerTenantId, productId, status as 'FAILED' | 'CANCELLED'),
    act,
  );
  return freed.position;
};
