import { type Hosted, integrate } from './integration';
import { type Keys, Shop } from './shop';

/** What the demo keeps in the data folder's `keys/`, so that a second start finds its marketplace open. */
export type Opened = Readonly<{
  agent: Keys;
  customer: Keys;
  productId: string;
  orderId: string | null;
  /** Absent where the demo was opened by a version without a product host. */
  hosted?: Hosted;
}>;

/** The partner whose product an agent fulfils. Nobody here is of the first hour's story (spec 05), so that it can be told beside the demo. */
export const PARTNER = 'larch';
const PARTNERS = [
  { tenantId: PARTNER, name: 'Larch Software', companyCode: '90000001|CZ', email: 'it@larch.example' },
  { tenantId: 'juniper', name: 'Juniper', companyCode: '90000002|DE', email: 'it@juniper.example' },
];
const CUSTOMERS = [
  { tenantId: 'maple', name: 'Maple', companyCode: '90000003|CZ', email: 'it@maple.example' },
  { tenantId: 'rowan', name: 'Rowan', companyCode: '90000004|AT', email: 'it@rowan.example' },
  { tenantId: 'alder', name: 'Alder', companyCode: '90000005|SK', email: 'it@alder.example' },
];

const monthly = (amount: string) => ({ model: 'flat', price: { amount, currency: 'EUR' }, period: 'month' });
const offer = (fulfilment: 'agent' | 'events', applicationCode: string, name: string, prices: Record<string, string>) => ({
  name,
  applicationCode,
  fulfilment,
  multipleSubscriptionsEnabled: false,
  trialDays: 14,
  editions: Object.entries(prices).map(([code, amount]) => ({
    code,
    name: code[0]!.toUpperCase() + code.slice(1),
    pricing: monthly(amount),
  })),
  addons: [{ code: 'support', name: 'Support by telephone', pricing: monthly('15.00') }],
  purchaseForm: [{ name: 'subdomain', label: 'Subdomain', type: 'text', required: true }],
});

/**
 * Opens the small marketplace of the demo: two partners, three customers, a product of each partner. One is fulfilled by an
 * agent, the other by the product host at this port.
 */
export const openMarketplace = async (operator: Shop, port: number): Promise<Opened> => {
  for (const partner of PARTNERS)
    await operator.post('/api/v1/tenants', { ...partner, roles: ['partner'], language: 'en' }, { unless: 409 });
  for (const customer of CUSTOMERS)
    await operator.post('/api/v1/tenants', { ...customer, roles: ['customer'], language: 'en' }, { unless: 409 });

  const account = (tenantId: string, scopes: string[]) =>
    operator.post(`/api/v1/tenants/${tenantId}/service-accounts`, { name: 'demo', scopes });
  const partnerScopes = ['integrations', 'orders', 'gateway'];
  const vendor = keys(await account('juniper', partnerScopes));
  const larch = await Shop.enter(operator.url, await account(PARTNER, partnerScopes));
  const juniper = await Shop.enter(operator.url, vendor);
  await larch.post('/api/v1/applications', { applicationCode: 'larch.crm', name: 'Larch CRM', kind: 'cloud' }, { unless: 409 });
  await juniper.post('/api/v1/applications', { applicationCode: 'juniper.mail', name: 'Juniper Mail', kind: 'cloud' }, { unless: 409 });
  const agent = await larch.post('/api/v1/applications/larch.crm/service-accounts', { name: 'agent', scopes: ['orders', 'gateway'] });

  const crm = await larch.post('/api/v1/products', offer('agent', 'larch.crm', 'Larch CRM', { basic: '49.00', premium: '99.00' }));
  await larch.post(`/api/v1/products/${crm.productId}/publish`);
  const mail = await juniper.post('/api/v1/products', offer('events', 'juniper.mail', 'Juniper Mail', { team: '9.90' }));
  const hosted = await integrate(juniper, vendor, mail.productId, port);
  await juniper.post(`/api/v1/products/${mail.productId}/publish`);

  const customer = await account('maple', ['storefront', 'orders']);
  return { agent: keys(agent), customer: keys(customer), productId: crm.productId, orderId: null, hosted };
};

const keys = ({ clientId, clientSecret }: Keys): Keys => ({ clientId, clientSecret });
