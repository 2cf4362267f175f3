import type { Outcome, Streams } from '@causeway/event-sourcing';
import type { Act } from '@causeway/event-sourcing/model';
import { initialize } from '../../subscription/domain/settling';
import { subscriptionStream } from '../../subscription/domain/subscription';
import { type Order, orderStream, release } from '../domain/order';
import type { OrderContent, OrderEvent } from '../domain/order.events';

/** What follows once a guard has let an order through: the order, and for a New one its subscription. Quiet the second time. */
export const releaseOrder = async (streams: Streams, content: OrderContent, act: Act): Promise<Outcome<Order, OrderEvent>> => {
  const released = await streams.transact(orderStream(content.orderId), release(content), act);
  if (content.kind !== 'New') return released;
  const { position } = await streams.transact(subscriptionStream(content.subscriptionId), initialize(content), act);
  return { ...released, position: Math.max(released.position, position) };
};
