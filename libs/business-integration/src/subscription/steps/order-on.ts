import type { Streams } from '@causeway/event-sourcing';
import type { Act, Recorded } from '@causeway/event-sourcing/model';
import type { OrderContent, RunsOn } from '../../order/domain/order.events';
import type { ProductContent } from '../../product/domain/product.events';
import { type Parties, partyOf } from '../../purchase/steps/parties';
import { type KnownSubscription, subscriptionStream } from '../domain/subscription';
import type { SubscriptionOrderOpened } from '../domain/subscription.events';

type Limits = Pick<ProductContent, 'acknowledgeWithinHours' | 'fulfilWithinHours'>;

/** What every order on a subscription has of it; the rest is a Cancel order's, with nothing priced. */
export const orderOn = (
  now: KnownSubscription,
  limits: Limits,
  { customer, vendor, supplier }: Parties,
  orderId: string,
  orderNumber: string,
  /** Of the product's link as it is today; without one it is still what the subscription ran on. */
  integration: RunsOn | undefined = now.integration,
): OrderContent => ({
  orderId,
  orderNumber,
  kind: 'Cancel',
  customer: customer ? partyOf(customer) : now.customer,
  supplier,
  vendor: vendor ? partyOf(vendor) : now.vendor,
  productId: now.productId,
  applicationCode: now.applicationCode,
  edition: now.edition,
  orderLines: [],
  subscriptionId: now.subscriptionId,
  licenceCode: now.licenceCode,
  configuration: now.configuration,
  isTesting: now.isTesting,
  isNonStandard: false,
  paymentFrequency: now.paymentFrequency,
  quantity: now.quantity,
  addons: now.addons,
  trial: null,
  suspensionGraceDays: now.suspensionGraceDays,
  acknowledgeWithinHours: limits.acknowledgeWithinHours,
  fulfilWithinHours: limits.fulfilWithinHours,
  reason: null,
  ...(integration === undefined ? {} : { integration }),
});

/** The same request, asked again after a crash, whose subscription has already let its order through. */
export const orderOpenedBefore = async (
  streams: Streams,
  act: Act,
  subscriptionId: string,
): Promise<Recorded<SubscriptionOrderOpened> | null> => {
  if (!act.repeated) return null;
  const { recorded } = await streams.transact(subscriptionStream(subscriptionId), () => [], act);
  return recorded.find((fact): fact is Recorded<SubscriptionOrderOpened> => fact.type === 'SubscriptionOrderOpened') ?? null;
};
