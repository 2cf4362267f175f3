import { view } from '@causeway/event-sourcing';
import { Schema } from 'mongoose';
import { type KnownOrder, order, waitsUntil } from '../domain/order';
import type { OrderEvent } from '../domain/order.events';

/** An order as the list keeps it: as it stands, with what lists ask for. `waitsOn` is the next limit not told yet. */
export type OrderListed = KnownOrder & { customerId: string; vendorId: string; waitsOn: string | null; revision: number };

/** Each index begins with whose orders they are and ends with the order of every page: `createdOn` and id, newest first. */
const NEWEST = { createdOn: -1, _id: -1 } as const;
const schema = new Schema({ _id: String }, { strict: false, versionKey: false })
  .index({ vendorId: 1, isTesting: 1, ...NEWEST })
  .index({ vendorId: 1, ...NEWEST })
  .index({ vendorId: 1, status: 1, ...NEWEST })
  .index({ customerId: 1, isTesting: 1, ...NEWEST })
  .index({ customerId: 1, status: 1, ...NEWEST })
  .index({ isTesting: 1, ...NEWEST })
  .index({ productId: 1, ...NEWEST })
  .index({ subscriptionId: 1, ...NEWEST })
  .index({ orderNumber: 1 })
  .index({ waitsOn: 1 });

export const orderList = view<OrderEvent, OrderListed>({
  name: 'order-list',
  version: 1,
  categories: ['order'],
  keys: (fact) => [fact.data.orderId],
  fold: (document, fact) => {
    const after = order.evolve(document ?? order.initial, fact);
    if (after.status === 'absent') return null;
    const waitsOn = waitsUntil(after)?.dueOn ?? null;
    const { revision } = fact;
    if (document !== null) return { ...(after as OrderListed), waitsOn, revision };
    const customerId = after.customer.tenantId.toLowerCase();
    const vendorId = after.vendor.tenantId.toLowerCase();
    // What is added stands before what is copied, as in the order's own fold.
    return { customerId, vendorId, waitsOn, revision, ...after };
  },
  schema,
});
