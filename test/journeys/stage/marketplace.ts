import { type Account, Client, type Wire } from './client';
import { OPERATOR, type Platform } from './platform';

/** A marketplace that has just opened, up to step 4 of the first hour: a partner with a published product, a customer. */
export type Marketplace = Readonly<{
  url: string;
  operator: Client;
  vendor: Client;
  agent: Client;
  agentAccount: Account;
  customer: Client;
  customerAccount: Account;
  product: Wire;
}>;

export const product = (applicationCode: string, more: Record<string, unknown> = {}) => ({
  name: 'Acme CRM',
  applicationCode,
  fulfilment: 'agent',
  multipleSubscriptionsEnabled: false,
  trialDays: 0,
  editions: [{ code: 'basic', name: 'Basic', pricing: { model: 'flat', price: { amount: '49.00', currency: 'EUR' }, period: 'month' } }],
  addons: [{ code: 'mail', name: 'Mail gateway', pricing: { model: 'flat', price: { amount: '5.00', currency: 'EUR' }, period: 'month' } }],
  purchaseForm: [{ name: 'subdomain', label: 'Subdomain', type: 'text', required: true }],
  ...more,
});

export const purchase = (productId: string, more: Record<string, unknown> = {}) => ({
  productId,
  edition: 'basic',
  quantity: 1,
  addons: [],
  paymentFrequency: 'monthly',
  trial: false,
  answers: { subdomain: 'globex' },
  ...more,
});

const made = async (reply: Promise<{ status: number; body: Wire }>): Promise<Wire> => {
  const { status, body } = await reply;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
};

let companies = 0;

/** Opens one; every name carries the prefix, so that a test may open several in one platform. */
export const open = async ({ url }: Pick<Platform, 'url'>, prefix = '', more: Record<string, unknown> = {}): Promise<Marketplace> => {
  const operator = await Client.as(url, OPERATOR);
  const tenant = (tenantId: string, role: string) => {
    const companyCode = `${String(++companies).padStart(6, '0')}${process.pid}|CZ`;
    return made(
      operator.post('/api/v1/tenants', {
        tenantId,
        name: tenantId,
        companyCode,
        roles: [role],
        email: `it@${tenantId}.example`,
        language: 'en',
      }),
    );
  };
  const account = (tenantId: string, scopes: string[]) =>
    made(operator.post(`/api/v1/tenants/${tenantId}/service-accounts`, { name: 'programs', scopes }));
  const [acme, globex, code] = [`${prefix}acme`, `${prefix}globex`, `${prefix}acme.crm`];
  await tenant(acme, 'partner');
  await tenant(globex, 'customer');
  const vendor = await Client.as(url, await account(acme, ['integrations', 'orders', 'gateway']));
  const customerAccount = await account(globex, ['storefront', 'orders']);
  await made(vendor.post('/api/v1/applications', { applicationCode: code, name: 'Acme CRM', kind: 'cloud' }));
  const agentAccount = await made(
    vendor.post(`/api/v1/applications/${code}/service-accounts`, { name: 'agent', scopes: ['orders', 'gateway'] }),
  );
  const draft = await made(vendor.post('/api/v1/products', product(code, more)));
  const published = await made(vendor.post(`/api/v1/products/${draft.productId}/publish`));
  return {
    url,
    operator,
    vendor,
    agent: await Client.as(url, agentAccount, { tid: acme }),
    agentAccount,
    customer: await Client.as(url, customerAccount),
    customerAccount,
    product: published,
  };
};
