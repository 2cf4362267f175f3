import { view } from '@causeway/event-sourcing';
import { Schema } from 'mongoose';
import { type KnownSubscription, limitOf, subscription } from '../domain/subscription';
import type { SubscriptionEvent } from '../domain/subscription.events';

/** A subscription as the list keeps it. `limitOn` is when its status changes by itself. */
export type SubscriptionListed = KnownSubscription & { customerId: string; vendorId: string; limitOn: string | null; revision: number };

const NEWEST = { createdOn: -1, _id: -1 } as const;
/**
 * As those of orders. A tenant may be the customer of some and the vendor of others, which are read from two indexes: the
 * vendor's also say who the customer is, so that what is both is given once without being read.
 */
const schema = new Schema({ _id: String }, { strict: false, versionKey: false })
  .index({ limitOn: 1 })
  .index({ ...NEWEST, isTesting: 1 })
  .index({ status: 1, ...NEWEST, isTesting: 1 })
  .index({ vendorId: 1, ...NEWEST, isTesting: 1, customerId: 1 })
  .index({ vendorId: 1, status: 1, ...NEWEST, isTesting: 1, customerId: 1 })
  .index({ productId: 1, ...NEWEST, isTesting: 1 })
  .index({ productId: 1, status: 1, ...NEWEST, isTesting: 1 })
  .index({ customerId: 1, ...NEWEST, isTesting: 1 })
  .index({ customerId: 1, status: 1, ...NEWEST, isTesting: 1 });

export const subscriptionList = view<SubscriptionEvent, SubscriptionListed>({
  name: 'subscription-list',
  version: 2,
  categories: ['subscription'],
  keys: (fact) => [fact.data.subscriptionId],
  fold: (document, fact) => {
    const after = subscription.evolve(document ?? subscription.initial, fact);
    if (after.status === 'absent') return null;
    const limitOn = limitOf(after);
    const { revision } = fact;
    if (document !== null) return { ...(after as SubscriptionListed), limitOn, revision };
    const customerId = after.customerTenantId.toLowerCase();
    const vendorId = after.vendorTenantId.toLowerCase();
    // What is added stands before what is copied, as in the subscription's own fold.
    return { customerId, vendorId, limitOn, revision, ...after };
  },
  schema,
});
