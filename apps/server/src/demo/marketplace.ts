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

const PARTNERS = [
  { tenantId: 'acme', name: 'Acme Software', companyCode: '12345678|CZ', email: 'it@acme.example' },
  { tenantId: 'initech', name: 'Initech', companyCode: '22334455|DE', email: 'it@initech.example' },
];
const CUSTOMERS = [
  { tenantId: 'globex', name: 'Globex', companyCode: '87654321|CZ', email: 'it@globex.example' },
  { tenantId: 'umbrella', name: 'Umbrella', companyCode: '55667788|AT', email: 'it@umbrella.example' },
  { tenantId: 'hooli', name: 'Hooli', companyCode: '99887766|SK', email: 'it@hooli.example' },
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
  const vendor = keys(await account('initech', partnerScopes));
  const acme = await Shop.enter(operator.url, await account('acme', partnerScopes));
  const initech = await Shop.enter(operator.url, vendor);
  await acme.post('/api/v1/applications', { applicationCode: 'acme.crm', name: 'Acme CRM', kind: 'cloud' }, { unless: 409 });
  await initech.post('/api/v1/applications', { applicationCode: 'initech.mail', name: 'Initech Mail', kind: 'cloud' }, { unless: 409 });
  const agent = await acme.post('/api/v1/applications/acme.crm/service-accounts', { name: 'agent', scopes: ['orders', 'gateway'] });

  const crm = await acme.post('/api/v1/products', offer('agent', 'acme.crm', 'Acme CRM', { basic: '49.00', premium: '99.00' }));
  await acme.post(`/api/v1/products/${crm.productId}/publish`);
  const mail = await initech.post('/api/v1/products', offer('events', 'initech.mail', 'Initech Mail', { team: '9.90' }));
  const hosted = await integrate(initech, vendor, mail.productId, port);
  await initech.post(`/api/v1/products/${mail.productId}/publish`);

  const customer = await account('globex', ['storefront', 'orders']);
  return { agent: keys(agent), customer: keys(customer), productId: crm.productId, orderId: null, hosted };
};

const keys = ({ clientId, clientSecret }: Keys): Keys => ({ clientId, clientSecret });
