// A marketplace that has just opened: the operator, partners with a published product each, customers.
import { randomUUID } from 'node:crypto';
import { Client, made } from './http.mjs';
import { OPERATOR } from './platform.mjs';
import { eventually, sleep } from './suite.mjs';

let companies = 0;

export const productOf = (applicationCode, more = {}) => ({
  name: `Product of ${applicationCode}`,
  applicationCode,
  fulfilment: 'agent',
  multipleSubscriptionsEnabled: true,
  trialDays: 0,
  editions: [{ code: 'basic', name: 'Basic', pricing: { model: 'flat', price: { amount: '49.00', currency: 'EUR' }, period: 'month' } }],
  addons: [{ code: 'mail', name: 'Mail gateway', pricing: { model: 'flat', price: { amount: '5.00', currency: 'EUR' }, period: 'month' } }],
  purchaseForm: [{ name: 'subdomain', label: 'Subdomain', type: 'text', required: true }],
  ...more,
});

export const purchaseOf = (productId, more = {}) => ({
  productId,
  edition: 'basic',
  quantity: 1,
  addons: [],
  paymentFrequency: 'monthly',
  trial: false,
  answers: { subdomain: 'globex' },
  ...more,
});

/** Makes one thing, asking again under the same key while a store of this busy machine is slow. */
export const make = async (client, path, body) => {
  const headers = { 'idempotency-key': randomUUID() };
  for (let n = 0; ; n++) {
    const reply = await client.post(path, body, { headers });
    if (reply.status !== 503 || n === 20) return made(reply);
    await sleep(500);
  }
};

export const openTenant = async (operator, tenantId, roles, scopes) => {
  const companyCode = `${process.pid}${String(++companies).padStart(5, '0')}|CZ`;
  await make(operator, '/api/v1/tenants', {
    tenantId,
    name: `${tenantId} Ltd`,
    companyCode,
    roles,
    email: `it@${tenantId}.example`,
    language: 'en',
  });
  const account = await make(operator, `/api/v1/tenants/${tenantId}/service-accounts`, { name: 'programs', scopes });
  return { tenantId, companyCode, account, client: await Client.as(operator.url, account) };
};

/** A partner with an application, its agent's account and a published product. */
export const openPartner = async (operator, tenantId, more = {}) => {
  const partner = await openTenant(operator, tenantId, ['partner'], ['integrations', 'orders', 'gateway']);
  const applicationCode = `${tenantId}.crm`;
  await make(partner.client, '/api/v1/applications', { applicationCode, name: 'CRM', kind: 'cloud' });
  const agentAccount = await make(partner.client, `/api/v1/applications/${applicationCode}/service-accounts`, {
    name: 'agent',
    scopes: ['orders', 'gateway'],
  });
  const draft = await make(partner.client, '/api/v1/products', productOf(applicationCode, more));
  const product = await make(partner.client, `/api/v1/products/${draft.productId}/publish`);
  const agent = await Client.as(operator.url, agentAccount, { tid: tenantId });
  return { ...partner, applicationCode, agentAccount, agent, product };
};

export const openCustomer = (operator, tenantId) => openTenant(operator, tenantId, ['customer'], ['storefront', 'orders']);

export const openMarket = async (url, prefix = '', more = {}) => {
  const operator = await Client.as(url, OPERATOR);
  const vendor = await openPartner(operator, `${prefix}acme`, more);
  const customer = await openCustomer(operator, `${prefix}globex`);
  return { operator, vendor, customer, productId: vendor.product.productId };
};

export const buy = (customer, productId, extra, more) =>
  customer.client.post('/api/v1/storefront/orders', purchaseOf(productId, more), extra);

/** Runs `verify` over every view and gives what differs; an empty list is a promise kept. */
export const differences = async (operator, names) => {
  const views = names ?? (await made(operator.get('/api/v1/projections'))).items.map(({ name }) => name);
  const found = [];
  for (const view of views) {
    const asked = await operator.post(`/api/v1/projections/${view}/verify`);
    // Policies and processes ask for things and keep nothing that could differ.
    if (asked.body.code === 'projection.not-a-view') continue;
    const { jobId } = await made(asked);
    const { body: job } = await eventually(
      () => operator.get(`/api/v1/jobs/${jobId}`),
      ({ body }) => body.state !== undefined && body.state !== 'running',
      60_000,
    );
    if (job.state !== 'done' || job.result.differences.length > 0) found.push({ view, job });
  }
  return found;
};

/** The vendor's agent listens at the address, and is told of orders. */
export const tellOfOrders = (agent, webhookUrl) =>
  made(
    agent.post('/api/v1/gateway/consumers', {
      consumerCode: 'acme',
      channel: 'webhook',
      webhookUrl,
      messageTypes: ['PlatformStore.Order*'],
    }),
  );
