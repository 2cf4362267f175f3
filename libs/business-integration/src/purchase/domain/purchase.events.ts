import type { Event } from '@causeway/event-sourcing/model';
import type { OrderContent } from '../../order/domain/order.events';

/** The purchase rules said yes: the order's whole content, enough to do the rest after a crash. */
export type PurchaseOpened = Event<'PurchaseOpened', OrderContent>;
/** What was bought is over, so the customer may buy again. */
export type PurchaseEnded = Event<
  'PurchaseEnded',
  { subscriptionId: string; customerTenantId: string; productId: string; status: 'FAILED' | 'CANCELLED' }
>;

export type PurchaseEvent = PurchaseOpened | PurchaseEnded;
