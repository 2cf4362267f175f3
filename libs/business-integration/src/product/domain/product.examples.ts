import type {
  ProductCodeFreed,
  ProductCodeTaken,
  ProductContent,
  ProductDrafted,
  ProductIntegrationLinked,
  ProductIntegrationUnlinked,
  ProductPublished,
  ProductRevised,
  ProductWithdrawn,
} from './product.events';

const named = { productId: '0193a1b2-0000-7000-8000-000000000002', vendorTenantId: 'acme' };

export const content: ProductContent = {
  code: 'crm',
  name: 'Acme CRM',
  description: 'Keeps customers.',
  applicationCode: 'acme.crm',
  fulfilment: 'agent',
  multipleSubscriptionsEnabled: false,
  trialDays: 30,
  onTrialEnd: 'expire',
  trialGraceDays: 14,
  suspensionGraceDays: 30,
  acknowledgeWithinHours: 1,
  fulfilWithinHours: 72,
  billedBy: 'marketplace',
  editions: [
    {
      code: 'basic',
      name: 'Basic',
      pricing: { model: 'flat', price: { amount: '49.00', currency: 'EUR' }, period: 'month' },
      onSale: true,
    },
    {
      code: 'seats',
      name: 'Seats',
      pricing: { model: 'per-unit', unit: 'seat', price: { amount: '9.90', currency: 'EUR' }, period: 'month' },
      onSale: false,
    },
  ],
  addons: [
    { code: 'mail', name: 'Mail', pricing: { model: 'free' } },
    { code: 'sms', name: 'SMS', pricing: { model: 'pay-as-you-go', meters: [{ meterCode: 'sms', unit: 'message', aggregation: 'sum' }] } },
  ],
  purchaseForm: [
    { name: 'subdomain', label: 'Subdomain', type: 'text', required: true, pattern: '[a-z0-9-]+' },
    { name: 'size', label: 'Size', type: 'select', required: false, options: ['S', 'L'] },
    { name: 'phone', label: 'Phone', type: 'phone', required: false, personal: true },
  ],
};

export const drafted: ProductDrafted = { type: 'ProductDrafted', data: { ...named, ...content } };
export const revised: ProductRevised = {
  type: 'ProductRevised',
  data: { ...named, ...content, code: 'crm-2', name: 'Acme CRM 2', formerCode: 'crm' },
};
export const published: ProductPublished = { type: 'ProductPublished', data: named };
export const withdrawn: ProductWithdrawn = { type: 'ProductWithdrawn', data: named };
export const codeTaken: ProductCodeTaken = { type: 'ProductCodeTaken', data: { ...named, code: 'crm', draft: content } };
export const codeFreed: ProductCodeFreed = { type: 'ProductCodeFreed', data: { ...named, code: 'crm' } };
const linked = { ...named, integrationId: '0193a1b2-0000-8000-8000-000000000020' };
export const integrationLinked: ProductIntegrationLinked = { type: 'ProductIntegrationLinked', data: linked };
export const integrationUnlinked: ProductIntegrationUnlinked = { type: 'ProductIntegrationUnlinked', data: linked };
