import type { Event } from '@causeway/event-sourcing/model';
import type { Money } from '@causeway/platform/domain';

/** A company as it stood when the order was made. */
export type Party = { tenantId: string; code: string; name: string };

export type OrderKind = 'New' | 'Change' | 'Cancel';
export type SystemStatus = 'Validation' | 'Confirmed' | 'Done' | 'Fail';
export type Period = 'month' | 'year' | 'once';
export type PaymentFrequency = 'monthly' | 'yearly' | 'once';
export type Chosen = { code: string; quantity: number };

/** An answer to a purchase form; a personal one is kept sealed under the key of the buying tenant. */
export type KeptAnswer = string | number | boolean | null | { sealed: string };
export type KeptAnswers = { [name: string]: KeptAnswer };

/** What was bought, at the price of that day; `unitPrice` and `period` are null where nothing is priced by the unit. */
export type OrderLine = {
  id: string;
  type: 'edition' | 'addon';
  code: string;
  name: string;
  quantity: number;
  unitPrice: Money | null;
  period: Period | null;
};

/** What happens at the end of a trial, as the product said it on the day of the order. */
export type TrialTerms = { days: number; onEnd: 'convert' | 'expire'; graceDays: number };

/** Everything about an order that never changes: kept by the guard that decided it and by the order itself. */
export type OrderContent = {
  orderId: string;
  orderNumber: string;
  kind: OrderKind;
  customer: Party;
  supplier: Party;
  vendor: Party;
  productId: string;
  applicationCode: string;
  edition: string;
  orderLines: readonly OrderLine[];
  subscriptionId: string;
  licenceCode: string;
  configuration: KeptAnswers;
  isTesting: boolean;
  isNonStandard: boolean;
  paymentFrequency: PaymentFrequency;
  quantity: number;
  addons: readonly Chosen[];
  trial: TrialTerms | null;
  suspensionGraceDays: number;
  acknowledgeWithinHours: number;
  fulfilWithinHours: number;
  /** Why the customer cancels; null for every other kind. */
  reason: string | null;
  /** What the vendor said of the form without refusing it (`validationUrl`); absent when nothing. */
  formMessages?: readonly FormMessage[];
  /** Of what is fulfilled by events: the snapshot that the order runs on, by the revision that published it. */
  integration?: RunsOn;
};

/** `field`: the answer that it is about; null for the whole form. */
export type FormMessage = { level: 'WARN' | 'INFO'; message: string; field: string | null };

export type RunsOn = { integrationId: string; snapshot: number };

/** What each fact of an order repeats, so that it can be told without looking anything up. */
export type OrderTold = {
  orderId: string;
  orderNumber: string;
  subscriptionId: string;
  kind: OrderKind;
  isTesting: boolean;
  vendorTenantId: string;
};

/** The vendor's answer, or the buyer's withdrawal. */
export type StatusGiven = {
  systemStatus: SystemStatus;
  note: string | null;
  reasonCode: string | null;
  accountIdentifier: string | null;
  accessUrl: string | null;
};

export type OrderReleased = Event<'OrderReleased', OrderContent>;
export type OrderStatusChanged = Event<'OrderStatusChanged', OrderTold & StatusGiven>;
/** `limit` names which of the two limits has passed; each passes once. */
export type OrderOverdue = Event<'OrderOverdue', OrderTold & { limit: 'acknowledge' | 'fulfil'; dueOn: string }>;

export type OrderEvent = OrderReleased | OrderStatusChanged | OrderOverdue;
