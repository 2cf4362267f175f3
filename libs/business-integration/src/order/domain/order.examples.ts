import type { OrderContent, OrderOverdue, OrderReleased, OrderStatusChanged } from './order.events';
import type { OrderNumbersTaken } from './order-numbers.events';

export const content: OrderContent = {
  orderId: '0193a1b2-0000-7000-8000-000000000001',
  orderNumber: '202601010001',
  kind: 'New',
  customer: { tenantId: 'globex', code: '87654321|CZ', name: 'Globex' },
  supplier: { tenantId: 'operator', code: '00000001|CZ', name: 'Marketplace' },
  vendor: { tenantId: 'acme', code: '12345678|CZ', name: 'Acme Software' },
  productId: '0193a1b2-0000-7000-8000-000000000002',
  applicationCode: 'acme.crm',
  edition: 'basic',
  orderLines: [
    {
      id: '0193a1b2-0000-8000-8000-000000000003',
      type: 'edition',
      code: 'basic',
      name: 'Basic',
      quantity: 1,
      unitPrice: { amount: '49.00', currency: 'EUR' },
      period: 'month',
    },
    { id: '0193a1b2-0000-8000-8000-000000000004', type: 'addon', code: 'mail', name: 'Mail', quantity: 2, unitPrice: null, period: null },
  ],
  subscriptionId: '0193a1b2-0000-7000-8000-000000000005',
  licenceCode: 'L-0123456789AB',
  configuration: { subdomain: 'globex', seats: 3, phone: { sealed: 'p1.key.text' } },
  isTesting: false,
  isNonStandard: false,
  paymentFrequency: 'monthly',
  quantity: 1,
  addons: [{ code: 'mail', quantity: 2 }],
  trial: { days: 30, onEnd: 'expire', graceDays: 14 },
  suspensionGraceDays: 30,
  acknowledgeWithinHours: 1,
  fulfilWithinHours: 72,
  reason: null,
};

const told = {
  orderId: content.orderId,
  orderNumber: content.orderNumber,
  subscriptionId: content.subscriptionId,
  kind: content.kind,
  isTesting: false,
  vendorTenantId: 'acme',
};

export const released: OrderReleased = { type: 'OrderReleased', data: content };
export const done: OrderStatusChanged = {
  type: 'OrderStatusChanged',
  data: {
    ...told,
    systemStatus: 'Done',
    note: 'ready',
    reasonCode: null,
    accountIdentifier: 'crm-4711',
    accessUrl: 'https://globex.crm.acme.example',
  },
};
export const overdue: OrderOverdue = { type: 'OrderOverdue', data: { ...told, limit: 'acknowledge', dueOn: '2026-01-01T10:00:00.000Z' } };
export const numbersTaken: OrderNumbersTaken = { type: 'OrderNumbersTaken', data: { day: '20260101', from: 1, count: 20 } };
