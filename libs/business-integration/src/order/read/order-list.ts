import { view } from '@causeway/event-sourcing';
import { Schema } from 'mongoose';
import { type KnownOrder, order, waitsUntil } from '../domain/order';
import type { OrderEvent } from '../domain/order.events';

/** An order as the list keeps it: as it stands, with what lists ask for. `waitsOn` is the next limit not told yet. */
export type OrderListed = KnownOrder & { customerId: string; vendorId: string; waitsOn: string | null; revision: number };

const PAGE = { createdOn: -1, _id: -1, isTesting: 1 } as const;
/**
 * Each index begins with what is asked for and goes on in the order of every page: `createdOn` and id, newest first. Whether an
 * order is a test stands last, so that one index serves those who want to see tests and those who do not; so does a product's
 * vendor, who is asked for beside it.
 */
export const BY = {
  newest: PAGE,
  status: { status: 1, ...PAGE },
  vendor: { vendorId: 1, ...PAGE },
  vendorAndStatus: { vendorId: 1, status: 1, ...PAGE },
  customer: { customerId: 1, ...PAGE },
  customerAndStatus: { customerId: 1, status: 1, ...PAGE },
  product: { productId: 1, ...PAGE, vendorId: 1 },
  productAndStatus: { productId: 1, status: 1, ...PAGE, vendorId: 1 },
  subscription: { subscriptionId: 1, ...PAGE },
} as const;
const schema = new Schema({ _id: String }, { strict: false, versionKey: false }).index({ orderNumber: 1 }).index({ waitsOn: 1 });
for (const key of Object.values(BY)) schema.index(key);

export const orderList = view<OrderEvent, OrderListed>({
  name: 'order-list',
  version: 3,
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
