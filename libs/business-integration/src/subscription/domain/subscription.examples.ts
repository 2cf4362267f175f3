import type { OrderContent } from '../../order/domain/order.events';
import { content } from '../../order/domain/order.examples';
import type * as facts from './subscription.events';

const told = <S extends facts.SubscriptionStatus>(status: S): facts.SubscriptionTold<S> => ({
  subscriptionId: content.subscriptionId,
  productId: content.productId,
  applicationCode: 'acme.crm',
  customerTenantId: 'globex',
  vendorTenantId: 'acme',
  isTesting: false,
  status,
});
const { edition, quantity, addons, paymentFrequency, configuration } = content;
const bought: facts.Bought = { edition, quantity, addons, paymentFrequency, configuration };
const account = { accountIdentifier: 'crm-4711', accessUrl: 'https://globex.crm.acme.example' };

export const change: OrderContent = {
  ...content,
  orderId: '0193a1b2-0000-7000-8000-000000000006',
  orderNumber: '202601010002',
  kind: 'Change',
  edition: 'pro',
  trial: null,
};

export const initialized: facts.SubscriptionInitialized = {
  type: 'SubscriptionInitialized',
  data: {
    ...told('INITIALIZED'),
    ...bought,
    orderId: content.orderId,
    customer: content.customer,
    vendor: content.vendor,
    licenceCode: content.licenceCode,
    trial: content.trial,
    suspensionGraceDays: 30,
  },
};
export const activated: facts.SubscriptionActivated = {
  type: 'SubscriptionActivated',
  data: { ...told('FREE_TRIAL'), ...account, orderId: content.orderId, trialEndsOn: '2026-01-31T09:00:00.000Z' },
};
export const failed: facts.SubscriptionFailed = {
  type: 'SubscriptionFailed',
  data: { ...told('FAILED'), orderId: content.orderId, reasonCode: 'WITHDRAWN', note: null },
};
export const orderOpened: facts.SubscriptionOrderOpened = {
  type: 'SubscriptionOrderOpened',
  data: { ...told('FREE_TRIAL'), order: change },
};
export const orderRefused: facts.SubscriptionOrderRefused = {
  type: 'SubscriptionOrderRefused',
  data: { ...told('FREE_TRIAL'), orderId: change.orderId, kind: 'Change', reasonCode: 'NO', note: 'no room' },
};
export const altered: facts.SubscriptionAltered = {
  type: 'SubscriptionAltered',
  data: { ...told('ACTIVE'), ...bought, ...account, edition: 'pro', orderId: change.orderId },
};
export const trialExpired: facts.SubscriptionTrialExpired = {
  type: 'SubscriptionTrialExpired',
  data: { ...told('FREE_TRIAL_EXPIRED'), graceEndsOn: '2026-02-14T09:00:00.000Z' },
};
export const converted: facts.SubscriptionConverted = { type: 'SubscriptionConverted', data: { ...told('ACTIVE'), because: 'customer' } };
export const suspended: facts.SubscriptionSuspended = {
  type: 'SubscriptionSuspended',
  data: { ...told('SUSPENDED'), reason: 'NON_PAYMENT', cancelsOn: '2026-03-01T09:00:00.000Z' },
};
export const reactivated: facts.SubscriptionReactivated = { type: 'SubscriptionReactivated', data: { ...told('ACTIVE'), reason: 'paid' } };
export const cancelled: facts.SubscriptionCancelled = {
  type: 'SubscriptionCancelled',
  data: { ...told('CANCELLED'), because: 'non-payment', orderId: null },
};
