import type { Event } from '@causeway/event-sourcing/model';
import type {
  Chosen,
  KeptAnswers,
  OrderContent,
  OrderKind,
  Party,
  PaymentFrequency,
  RunsOn,
  TrialTerms,
} from '../../order/domain/order.events';

export type SubscriptionStatus = 'INITIALIZED' | 'FREE_TRIAL' | 'FREE_TRIAL_EXPIRED' | 'ACTIVE' | 'SUSPENDED' | 'FAILED' | 'CANCELLED';

/** What each fact of a subscription repeats, so that it can be told without looking anything up. `status` is the one after the fact. */
export type SubscriptionTold<S extends SubscriptionStatus = SubscriptionStatus> = {
  subscriptionId: string;
  productId: string;
  applicationCode: string;
  customerTenantId: string;
  vendorTenantId: string;
  isTesting: boolean;
  status: S;
};

/** What the customer has: what a Change order changes. */
export type Bought = {
  edition: string;
  quantity: number;
  addons: readonly Chosen[];
  paymentFrequency: PaymentFrequency;
  configuration: KeptAnswers;
};

/** Where the customer finds it. */
export type Account = { accountIdentifier: string | null; accessUrl: string | null };

type Refused = { orderId: string; reasonCode: string | null; note: string | null };

export type SubscriptionInitialized = Event<
  'SubscriptionInitialized',
  SubscriptionTold<'INITIALIZED'> &
    Bought & {
      orderId: string;
      customer: Party;
      vendor: Party;
      licenceCode: string;
      trial: TrialTerms | null;
      suspensionGraceDays: number;
      integration?: RunsOn;
    }
>;
export type SubscriptionActivated = Event<
  'SubscriptionActivated',
  SubscriptionTold<'ACTIVE' | 'FREE_TRIAL'> & Account & { orderId: string; trialEndsOn: string | null }
>;
export type SubscriptionFailed = Event<'SubscriptionFailed', SubscriptionTold<'FAILED'> & Refused>;
/** A Change or Cancel order was let through: its whole content, so that a crash before its release can be mended. */
export type SubscriptionOrderOpened = Event<'SubscriptionOrderOpened', SubscriptionTold & { order: OrderContent }>;
export type SubscriptionOrderRefused = Event<'SubscriptionOrderRefused', SubscriptionTold & Refused & { kind: OrderKind }>;
export type SubscriptionAltered = Event<'SubscriptionAltered', SubscriptionTold & Bought & Account & { orderId: string }>;
export type SubscriptionTrialExpired = Event<'SubscriptionTrialExpired', SubscriptionTold<'FREE_TRIAL_EXPIRED'> & { graceEndsOn: string }>;
export type SubscriptionConverted = Event<'SubscriptionConverted', SubscriptionTold<'ACTIVE'> & { because: 'customer' | 'trial-end' }>;
/** `cancelsOn` is set only for one suspended for non-payment. */
export type SubscriptionSuspended = Event<
  'SubscriptionSuspended',
  SubscriptionTold<'SUSPENDED'> & { reason: string; cancelsOn: string | null }
>;
export type SubscriptionReactivated = Event<'SubscriptionReactivated', SubscriptionTold & { reason: string | null }>;
export type SubscriptionCancelled = Event<
  'SubscriptionCancelled',
  SubscriptionTold<'CANCELLED'> & { because: 'order' | 'trial-grace' | 'non-payment'; orderId: string | null }
>;

export type SubscriptionEvent =
  | SubscriptionInitialized
  | SubscriptionActivated
  | SubscriptionFailed
  | SubscriptionOrderOpened
  | SubscriptionOrderRefused
  | SubscriptionAltered
  | SubscriptionTrialExpired
  | SubscriptionConverted
  | SubscriptionSuspended
  | SubscriptionReactivated
  | SubscriptionCancelled;
