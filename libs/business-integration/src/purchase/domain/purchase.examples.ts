import { content } from '../../order/domain/order.examples';
import type { PurchaseEnded, PurchaseOpened } from './purchase.events';

export const purchaseOpened: PurchaseOpened = { type: 'PurchaseOpened', data: content };
export const purchaseEnded: PurchaseEnded = {
  type: 'PurchaseEnded',
  data: { subscriptionId: content.subscriptionId, customerTenantId: 'globex', productId: content.productId, status: 'FAILED' },
};
