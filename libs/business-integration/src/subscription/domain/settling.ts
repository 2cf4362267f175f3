import { conflict, type Decision } from '@causeway/event-sourcing/model';
import type { KnownOrder } from '../../order/domain/order';
import type { OrderContent, OrderKind } from '../../order/domain/order.events';
import { invalidTransition } from './acting';
import { isOver, type KnownSubscription, type Subscription, subscriptionTold } from './subscription';
import type { SubscriptionEvent, SubscriptionInitialized, SubscriptionStatus } from './subscription.events';

/** What orders do to a subscription (spec 20, the table of *Subscription*). */
type Decide = Decision<Subscription, SubscriptionEvent>;

/** It exists from its New order's release. */
export const initialize =
  (content: OrderContent): Decide =>
  (now) =>
    now.status === 'absent' ? [initialized(content)] : [];

const OPEN_TO: Readonly<Record<Exclude<OrderKind, 'New'>, readonly SubscriptionStatus[]>> = {
  Change: ['FREE_TRIAL', 'FREE_TRIAL_EXPIRED', 'ACTIVE'],
  Cancel: ['FREE_TRIAL', 'FREE_TRIAL_EXPIRED', 'ACTIVE', 'SUSPENDED'],
};

/** Whether an order of this kind may be opened now. When testing, more than one may be open. */
export const mayOpen = (now: KnownSubscription, kind: 'Change' | 'Cancel'): void => {
  if (!now.isTesting && now.open.length > 0) throw conflict('order.open-exists', 'There is an open order on this subscription.');
  if (!OPEN_TO[kind].includes(now.status)) throw invalidTransition(now, kind === 'Change' ? 'change' : 'cancel', 'customer');
};

/** Lets a Change or Cancel order through; of two at once one wins. `content` is made from how the subscription stands. */
export const openOrder =
  (kind: 'Change' | 'Cancel', content: (now: KnownSubscription) => OrderContent): Decide =>
  (now) => {
    if (now.status === 'absent') return [];
    mayOpen(now, kind);
    return [{ type: 'SubscriptionOrderOpened', data: { ...subscriptionTold(now, now.status), order: content(now) } }];
  };

/** What comes of an order that is Done or Fail. Asked again, or about one that was settled, it is quiet. */
export const settle =
  (order: KnownOrder): Decide =>
  (now) => {
    if (order.status !== 'Done' && order.status !== 'Fail') return [];
    if (now.status === 'absent') {
      if (order.kind !== 'New') return [];
      const [first] = initialize(order)(now) as [SubscriptionInitialized];
      return [first, ...settledNew(order, first.data)];
    }
    if (isOver(now.status) || !now.open.some(({ orderId }) => orderId === order.orderId)) return [];
    switch (order.kind) {
      case 'New':
        return settledNew(order, now);
      case 'Change':
        return order.status === 'Fail' ? refusedBy(order, now) : altered(order, now);
      case 'Cancel':
        return order.status === 'Fail' ? refusedBy(order, now) : cancelledBy(order, now);
    }
  };

type Beginning = Pick<
  KnownSubscription,
  'subscriptionId' | 'productId' | 'applicationCode' | 'customerTenantId' | 'vendorTenantId' | 'isTesting' | 'trial'
>;

const settledNew = ({ orderId, status, given }: KnownOrder, begun: Beginning): SubscriptionEvent[] => {
  const told = <S extends SubscriptionStatus>(after: S) => subscriptionTold(begun as KnownSubscription, after);
  if (given === null) return [];
  const { reasonCode, note, accountIdentifier, accessUrl, modifiedOn } = given;
  if (status === 'Fail') return [{ type: 'SubscriptionFailed', data: { ...told('FAILED'), orderId, reasonCode, note } }];
  const trialEndsOn = begun.trial === null ? null : daysLater(modifiedOn, begun.trial.days);
  const after = begun.trial === null ? 'ACTIVE' : 'FREE_TRIAL';
  return [{ type: 'SubscriptionActivated', data: { ...told(after), orderId, accountIdentifier, accessUrl, trialEndsOn } }];
};

const refusedBy = ({ orderId, kind, given }: KnownOrder, now: KnownSubscription): SubscriptionEvent[] => [
  {
    type: 'SubscriptionOrderRefused',
    data: { ...subscriptionTold(now, now.status), orderId, kind, reasonCode: given?.reasonCode ?? null, note: given?.note ?? null },
  },
];

/** A change that is Done makes an active one of a trial; a suspended one stays suspended, and goes back to active. */
const altered = (order: KnownOrder, now: KnownSubscription): SubscriptionEvent[] => {
  const { orderId, edition, quantity, addons, paymentFrequency, configuration, given } = order;
  const accountIdentifier = given?.accountIdentifier ?? now.accountIdentifier;
  const accessUrl = given?.accessUrl ?? now.accessUrl;
  const told = subscriptionTold(now, now.status === 'SUSPENDED' ? 'SUSPENDED' : 'ACTIVE');
  return [
    {
      type: 'SubscriptionAltered',
      data: { ...told, orderId, edition, quantity, addons, paymentFrequency, configuration, accountIdentifier, accessUrl },
    },
  ];
};

const cancelledBy = ({ orderId }: KnownOrder, now: KnownSubscription): SubscriptionEvent[] => [
  { type: 'SubscriptionCancelled', data: { ...subscriptionTold(now, 'CANCELLED'), because: 'order', orderId } },
];

const initialized = (content: OrderContent): SubscriptionInitialized => {
  const { subscriptionId, productId, applicationCode, customer, vendor, isTesting, orderId, licenceCode, trial, suspensionGraceDays } =
    content;
  const { edition, quantity, addons, paymentFrequency, configuration } = content;
  return {
    type: 'SubscriptionInitialized',
    data: {
      subscriptionId,
      productId,
      applicationCode,
      customerTenantId: customer.tenantId,
      vendorTenantId: vendor.tenantId,
      isTesting,
      status: 'INITIALIZED',
      edition,
      quantity,
      addons,
      paymentFrequency,
      configuration,
      orderId,
      customer,
      vendor,
      licenceCode,
      trial,
      suspensionGraceDays,
      ...(content.integration === undefined ? {} : { integration: content.integration }),
    },
  };
};

export const daysLater = (time: string, days: number): string => new Date(Date.parse(time) + days * 86_400_000).toISOString();
