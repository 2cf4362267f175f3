// Three tenants that have one of everything each, and what must never be seen of it elsewhere.
import { Client, made } from '../kit/http.mjs';
import { openIntegration } from '../kit/integration.mjs';
import { openTenant, productOf, purchaseOf } from '../kit/market.mjs';
import { eventually } from '../kit/suite.mjs';

const SCOPES = ['integrations', 'storefront', 'orders', 'gateway', 'usage', 'data', 'support'];

/** A company that sells and buys: its draft, its account, its testing order, its consumer, its delivery, its job. */
export const openParty = async (operator, tenantId, hooks) => {
  const { client, account, companyCode } = await openTenant(operator, tenantId, ['partner', 'customer'], SCOPES);
  const applicationCode = `${tenantId}.app`;
  await made(client.post('/api/v1/applications', { applicationCode, name: `Application of ${tenantId}`, kind: 'cloud' }));
  const agentAccount = await made(
    client.post(`/api/v1/applications/${applicationCode}/service-accounts`, {
      name: `agent of ${tenantId}`,
      scopes: ['orders', 'gateway'],
    }),
  );
  const agent = await Client.as(operator.url, agentAccount, { tid: tenantId });
  await made(
    agent.post('/api/v1/gateway/consumers', {
      consumerCode: tenantId,
      channel: 'webhook',
      webhookUrl: `${hooks.url}/${tenantId}`,
      messageTypes: ['*'],
      securityCode: `code of ${tenantId}`,
    }),
  );
  const draft = await made(client.post('/api/v1/products', productOf(applicationCode, { name: `Draft of ${tenantId}` })));
  // Its own buyer, so that nobody else is party to the order.
  const order = await made(
    client.post('/api/v1/storefront/orders', purchaseOf(draft.productId, { answers: { subdomain: `secret-of-${tenantId}` } })),
  );
  const master = await Client.as(operator.url, agentAccount);
  await made(master.post('/api/v1/gateway/consumers', { consumerCode: applicationCode, channel: 'grpc', messageTypes: ['*'] }));
  const hosted = await openIntegration(client, applicationCode, `${hooks.url}/${tenantId}/host`, `Integration of ${tenantId}`);
  const hostedOrder = await made(client.post('/api/v1/storefront/orders', purchaseOf(hosted.productId)));
  const asked = await eventually(() => hooks.received.find(({ path }) => path.startsWith(`/${tenantId}/host?`)));
  const token = new URL(asked.path, hooks.url).searchParams.get('eventUrl').split('/').at(-1);
  const cursors = {};
  const { body: told } = await eventually(
    () => agent.get('/api/v1/gateway/deliveries'),
    ({ body }) => body.items?.length > 0,
  );
  const { jobId } = await made(agent.post(`/api/v1/gateway/consumers/${tenantId}/replay`, { from: '0', dryRun: true }));
  const things = {
    tenantId,
    applicationCode,
    productId: draft.productId,
    clientId: agentAccount.clientId,
    consumerCode: tenantId,
    messageId: told.items[0].messageId,
    jobId,
    orderId: order.id,
    orderNumber: order.orderNumber,
    subscriptionId: order.subscriptionId,
    integrationId: hosted.integrationId,
    hostedProductId: hosted.productId,
    hostedOrderId: hostedOrder.id,
    hostedSubscriptionId: hostedOrder.subscriptionId,
    inboundClientId: hosted.inbound.clientId,
    token,
  };
  const marks = [
    ...Object.values(things),
    companyCode,
    account.clientId,
    account.clientSecret,
    agentAccount.clientSecret,
    `secret-of-${tenantId}`,
    `Draft of ${tenantId}`,
    `Application of ${tenantId}`,
    `agent of ${tenantId}`,
    `code of ${tenantId}`,
    order.licenceCode,
    hosted.inbound.clientSecret,
    `Integration of ${tenantId}`,
    `Product of Integration of ${tenantId}`,
  ];
  const inbound = await Client.as(operator.url, hosted.inbound);
  return { tenantId, client, account, agent, agentAccount, master, inbound, inboundAccount: hosted.inbound, things, marks, cursors, order };
};

/** What of the owner stands in the answer, although the asker did not say it. */
export const leaksOf = (owner, text, said) => owner.marks.filter((mark) => text.includes(mark) && !said.includes(mark));
