import type { Chosen, OrderKind, Party, PaymentFrequency } from '../../order/domain/order.events';
import { type KnownSubscription, limitOf } from '../domain/subscription';
import type { SubscriptionStatus } from '../domain/subscription.events';

/** A subscription as the doors show it (spec 05, step 7): the fields in this order, then what else there is to know. */
export type SubscriptionBody = {
  id: string;
  productId: string;
  applicationCode: string;
  edition: string;
  quantity: number;
  status: SubscriptionStatus;
  accountIdentifier: string | null;
  accessUrl: string | null;
  activatedOn: string | null;
  customer: Party;
  vendor: Party;
  orders: readonly string[];
  revision: number;
  createdOn: string;
  licenceCode: string;
  isTesting: boolean;
  addons: readonly Chosen[];
  paymentFrequency: PaymentFrequency;
  trialEndsOn: string | null;
  /** When its status changes by itself; null for never. */
  nextChangeOn: string | null;
  suspensionReason: string | null;
  /** The vendor's message when it refused the last order. */
  lastRefusal: { orderId: string; kind: OrderKind; reasonCode: string | null; note: string | null } | null;
};

export const subscriptionBody = (now: KnownSubscription, revision: number): SubscriptionBody => ({
  id: now.subscriptionId,
  productId: now.productId,
  applicationCode: now.applicationCode,
  edition: now.edition,
  quantity: now.quantity,
  status: now.status,
  accountIdentifier: now.accountIdentifier,
  accessUrl: now.accessUrl,
  activatedOn: now.activatedOn,
  customer: now.customer,
  vendor: now.vendor,
  orders: now.orders,
  revision,
  createdOn: now.createdOn,
  licenceCode: now.licenceCode,
  isTesting: now.isTesting,
  addons: now.addons,
  paymentFrequency: now.paymentFrequency,
  trialEndsOn: now.trialEndsOn,
  nextChangeOn: limitOf(now),
  suspensionReason: now.suspendedBecause,
  lastRefusal: now.refusal,
});
