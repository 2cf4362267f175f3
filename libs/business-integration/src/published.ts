import type { Act, News, Publisher, Recorded } from '@causeway/event-sourcing/model';
import type { OrderEvent, OrderTold } from './order/domain/order.events';
import type { SubscriptionEvent } from './subscription/domain/subscription.events';

/** What other contexts and the gateway may know of business integration. Words here only grow. */

/** Whether a customer has a live subscription (`FREE_TRIAL`, `ACTIVE`, `SUSPENDED`) to an application; right at once after the write that opened or ended it. */
export abstract class LiveSubscriptions {
  abstract has(customerTenantId: string, applicationCode: string): Promise<boolean>;
}

/** A client that the vendor's own program comes in with: of one integration, and for nothing else. */
export type InboundClient = Readonly<{ integrationId: string; vendorTenantId: string }>;

/** The clients that integrations generated (spec 20, *Product integrations*). Compared in constant time; as new as the record. */
export abstract class InboundClients {
  abstract authenticate(clientId: string, secret: string): Promise<InboundClient | null>;
  /** False once the integration was deleted. */
  abstract stands(integrationId: string): Promise<boolean>;
}

/** A person, as a product host is told of one: ids and addresses as given. */
export type ToldUser = Readonly<{
  userId: string;
  email?: string;
  givenName?: string;
  familyName?: string;
  language?: string;
  attributes?: Readonly<Record<string, string>>;
}>;

/** `SUBSCRIPTION_CHANGE` without an order: the user is the subscription's new owner. */
export type UserEventType = 'USER_ASSIGNMENT' | 'USER_UNASSIGNMENT' | 'USER_UPDATED' | 'SUBSCRIPTION_CHANGE';

/** Tells the product host of a subscription who uses it, and whose it is (spec 20); quiet where it has none, and the second time for one `cause`. */
export abstract class UserEvents {
  abstract tell(type: UserEventType, subscriptionId: string, user: ToldUser, cause: string, act: Act): Promise<void>;
}

/** Tells the product host of a subscription that its next `invoice` is about to be made (spec 20); once for each. */
export abstract class InvoiceNotices {
  abstract upcoming(subscriptionId: string, invoice: string, act: Act): Promise<void>;
}

/** What vendors are told (spec 20, *Notifications*): every fact of an order, and each change of a subscription. */
export const businessNews: Publisher = {
  categories: ['order', 'subscription'],
  publish: (fact) => tell(fact as Recorded<OrderEvent> | Recorded<SubscriptionEvent>),
};

const tell = (fact: Recorded<OrderEvent> | Recorded<SubscriptionEvent>): News | null => {
  switch (fact.type) {
    case 'OrderReleased':
      return orderNews('OrderReleased', fact, { vendorTenantId: fact.data.vendor.tenantId, ...fact.data });
    case 'OrderStatusChanged':
      return orderNews('OrderStatusChanged', fact, fact.data, { systemStatus: fact.data.systemStatus, reasonCode: fact.data.reasonCode });
    case 'OrderOverdue':
      return orderNews('OrderOverdue', fact, fact.data, { dueOn: fact.data.dueOn });
    case 'SubscriptionInitialized':
    case 'SubscriptionActivated':
    case 'SubscriptionFailed':
    case 'SubscriptionAltered':
    case 'SubscriptionTrialExpired':
    case 'SubscriptionConverted':
    case 'SubscriptionSuspended':
    case 'SubscriptionReactivated':
    case 'SubscriptionCancelled':
      return subscriptionNews(fact);
    // An order on a subscription, opened or refused, changes nothing of it; the order's own facts tell of it.
    case 'SubscriptionOrderOpened':
    case 'SubscriptionOrderRefused':
      return null;
  }
};

const orderNews = (
  word: 'OrderReleased' | 'OrderStatusChanged' | 'OrderOverdue',
  { revision, occurredOn }: Recorded,
  { orderId, orderNumber, subscriptionId, kind, isTesting, vendorTenantId }: OrderTold,
  more: { systemStatus?: string; reasonCode?: string | null; dueOn?: string } = {},
): News => ({
  messageType: `PlatformStore.${word}`,
  subject: `order:${orderId}`,
  recipient: vendorTenantId,
  tenantId: vendorTenantId,
  payload: { orderId, orderNumber, subscriptionId, kind, isTesting, revision, occurredOn, ...more },
});

const subscriptionNews = ({ data, revision, occurredOn }: Recorded<SubscriptionEvent>): News => ({
  messageType: 'PlatformStore.SubscriptionChanged',
  subject: `subscription:${data.subscriptionId}`,
  recipient: data.vendorTenantId,
  tenantId: data.vendorTenantId,
  payload: {
    subscriptionId: data.subscriptionId,
    productId: data.productId,
    applicationCode: data.applicationCode,
    status: data.status,
    isTesting: data.isTesting,
    revision,
    occurredOn,
  },
});
