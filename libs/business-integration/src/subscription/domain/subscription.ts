import { type History, type Recorded, sharedStreamOf } from '@causeway/event-sourcing/model';
import type { OrderKind, Party, RunsOn, TrialTerms } from '../../order/domain/order.events';
import type { Account, Bought, SubscriptionEvent, SubscriptionStatus, SubscriptionTold } from './subscription.events';

/** What a customer has of a product (spec 20, *Subscription*). */
export type KnownSubscription = SubscriptionTold &
  Bought &
  Account & {
    customer: Party;
    vendor: Party;
    licenceCode: string;
    trial: TrialTerms | null;
    suspensionGraceDays: number;
    createdOn: string;
    createdBy: string;
    activatedOn: string | null;
    trialEndsOn: string | null;
    /** When it is cancelled by itself: an expired trial, or one suspended for non-payment. */
    cancelsOn: string | null;
    /** What a suspended one goes back to. */
    resumes: 'ACTIVE' | 'FREE_TRIAL' | null;
    suspendedBecause: string | null;
    /** Orders that are not Done or Fail yet; more than one only when testing. */
    open: readonly { orderId: string; kind: OrderKind }[];
    orders: readonly string[];
    /** Of what is fulfilled by events: the snapshot that its newest order runs on. */
    integration?: RunsOn;
    /** What the vendor said when it refused a change or a cancellation. */
    refusal: { orderId: string; kind: OrderKind; reasonCode: string | null; note: string | null } | null;
  };
export type Subscription = { status: 'absent' } | KnownSubscription;

export const subscription: History<Subscription, SubscriptionEvent> = {
  category: 'subscription',
  version: 1,
  initial: { status: 'absent' },
  evolve: (now, fact: Recorded<SubscriptionEvent>) => {
    if (fact.type === 'SubscriptionInitialized') return begun(fact.data, fact.occurredOn, fact.meta.actor);
    if (now.status === 'absent') return now;
    switch (fact.type) {
      case 'SubscriptionActivated': {
        const { status, orderId, accountIdentifier, accessUrl, trialEndsOn } = fact.data;
        return { ...now, status, accountIdentifier, accessUrl, trialEndsOn, activatedOn: fact.occurredOn, open: closed(now, orderId) };
      }
      case 'SubscriptionFailed': {
        const { orderId, reasonCode, note } = fact.data;
        return { ...now, status: 'FAILED', open: closed(now, orderId), refusal: { orderId, kind: 'New', reasonCode, note } };
      }
      case 'SubscriptionOrderOpened': {
        const { orderId, kind, integration } = fact.data.order;
        return {
          ...now,
          ...(integration === undefined ? {} : { integration }),
          open: [...now.open, { orderId, kind }],
          orders: [...now.orders, orderId],
          refusal: null,
        };
      }
      case 'SubscriptionOrderRefused': {
        const { orderId, kind, reasonCode, note } = fact.data;
        return { ...now, open: closed(now, orderId), refusal: { orderId, kind, reasonCode, note } };
      }
      case 'SubscriptionAltered': {
        const { orderId, ...altered } = fact.data;
        const suspended = altered.status === 'SUSPENDED';
        return {
          ...now,
          ...altered,
          open: closed(now, orderId),
          resumes: suspended ? 'ACTIVE' : null,
          cancelsOn: suspended ? now.cancelsOn : null,
        };
      }
      case 'SubscriptionTrialExpired':
        return { ...now, status: 'FREE_TRIAL_EXPIRED', cancelsOn: fact.data.graceEndsOn };
      case 'SubscriptionConverted':
        return { ...now, status: 'ACTIVE', cancelsOn: null };
      case 'SubscriptionSuspended': {
        const { reason, cancelsOn } = fact.data;
        return {
          ...now,
          status: 'SUSPENDED',
          resumes: now.status === 'FREE_TRIAL' ? 'FREE_TRIAL' : 'ACTIVE',
          suspendedBecause: reason,
          cancelsOn,
        };
      }
      case 'SubscriptionReactivated':
        return { ...now, status: fact.data.status, resumes: null, suspendedBecause: null, cancelsOn: null };
      case 'SubscriptionCancelled': {
        const { orderId } = fact.data;
        return { ...now, status: 'CANCELLED', cancelsOn: null, resumes: null, open: orderId === null ? now.open : closed(now, orderId) };
      }
    }
  },
};

/** Shared by buyer and vendor, so named by its id alone. */
export const subscriptionStream = (subscriptionId: string) => sharedStreamOf(subscription, subscriptionId);

const begun = (
  data: Extract<SubscriptionEvent, { type: 'SubscriptionInitialized' }>['data'],
  createdOn: string,
  createdBy: string,
): KnownSubscription => {
  const { orderId, ...rest } = data;
  // What is added stands before what is copied: V8 takes thirty times as long the other way round.
  return {
    createdOn,
    createdBy,
    accountIdentifier: null,
    accessUrl: null,
    activatedOn: null,
    trialEndsOn: null,
    cancelsOn: null,
    resumes: null,
    suspendedBecause: null,
    open: [{ orderId, kind: 'New' }],
    orders: [orderId],
    refusal: null,
    ...rest,
  };
};

const closed = ({ open }: KnownSubscription, orderId: string) => open.filter((one) => one.orderId !== orderId);

/** Live: what lets an application into its customer's tenant (spec 00, *Application accounts*). */
export const isLive = (status: SubscriptionStatus): boolean => status === 'FREE_TRIAL' || status === 'ACTIVE' || status === 'SUSPENDED';

export const isOver = (status: SubscriptionStatus): status is 'FAILED' | 'CANCELLED' => status === 'FAILED' || status === 'CANCELLED';

export const subscriptionTold = <S extends SubscriptionStatus>(now: KnownSubscription, status: S): SubscriptionTold<S> => ({
  subscriptionId: now.subscriptionId,
  productId: now.productId,
  applicationCode: now.applicationCode,
  customerTenantId: now.customerTenantId,
  vendorTenantId: now.vendorTenantId,
  isTesting: now.isTesting,
  status,
});

/** When something happens to it by itself; null for never. */
export const limitOf = (now: KnownSubscription): string | null => {
  switch (now.status) {
    case 'FREE_TRIAL':
      return now.trialEndsOn;
    case 'FREE_TRIAL_EXPIRED':
    case 'SUSPENDED':
      return now.cancelsOn;
    case 'INITIALIZED':
    case 'ACTIVE':
    case 'FAILED':
    case 'CANCELLED':
      return null;
  }
};
