import { type Account, Client, eventually as eventuallyWithin, request, token, type Wire } from './stage/client';
import { type Marketplace, open, product, purchase } from './stage/marketplace';
import { Platform } from './stage/platform';
import { HostileHost, json, ProductHost } from './stage/product-host';
import * as page from './stage/product-integration-page';

jest.setTimeout(180_000);

/** What is waited for comes in milliseconds, and on a machine that is busy with other things much later. */
const PATIENCE_MS = 60_000;
const eventually = <T>(ask: () => Promise<T>, wanted: (answer: T) => boolean): Promise<T> => eventuallyWithin(ask, wanted, PATIENCE_MS);

let platform: Platform;
let market: Marketplace;
let host: ProductHost;
let productId: string;
let integrationId: string;
let client: Account;

const ask = async (query: string, as: Client = market.vendor): Promise<Wire> => {
  const { status, body } = await as.post('/api/graphql', { query });
  if (status !== 200 || body.errors) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body.data;
};
/** As printed, with ids and URLs put in. */
const printed = (query: string, url = `${host.url}/events`, id = integrationId, of = productId): string =>
  query
    .replaceAll(page.PRINTED_URL, url)
    .replaceAll(page.PRINTED_TOKEN_URI, `${new URL(url).origin}/token`)
    .replaceAll(page.PRINTED_INTEGRATION, id)
    .replaceAll(page.PRINTED_PRODUCT, of)
    .replaceAll('34827', `"${id}"`);
const draft = async (more: Record<string, unknown> = {}): Promise<string> => {
  const { status, body } = await market.vendor.post(
    '/api/v1/products',
    product('acme.crm', {
      fulfilment: 'events',
      multipleSubscriptionsEnabled: true,
      trialDays: 14,
      editions: ['basic', 'pro', 'impossible'].map((code) => ({ code, name: code, pricing: { model: 'free' } })),
      ...more,
    }),
  );
  expect(status).toBe(201);
  return body.productId;
};
const buy = async (of: string, more: Record<string, unknown> = {}): Promise<Wire> => {
  const { status, body } = await market.customer.post('/api/v1/storefront/orders', purchase(of, more));
  expect({ status, body }).toMatchObject({ status: 201 });
  return body;
};
const settled = (id: string, wanted: string): Promise<Wire> =>
  eventually(
    async () => (await market.customer.get(`/api/v1/orders/${id}`)).body,
    (order) => order.currentStatusInfo?.systemStatus === wanted,
  );
const subscription = async (id: string): Promise<Wire> => (await market.customer.get(`/api/v1/subscriptions/${id}`)).body;
/** Settled right after its order. */
const stands = (id: string, wanted: string): Promise<Wire> =>
  eventually(
    () => subscription(id),
    ({ status }) => status === wanted,
  );
const events = async (of: string): Promise<Wire[]> =>
  (
    await ask(
      `{ productIntegrationEvents(integrationId: "${of}", first: 50) { nodes { token type status orderId subscriptionId errorCode message attempts { number httpStatus error } } } }`,
    )
  ).productIntegrationEvents.nodes;

beforeAll(async () => {
  platform = await Platform.start();
  market = await open(platform);
  host = await ProductHost.reserve();
}, 60_000);
afterAll(async () => {
  await host?.stop();
  await platform?.end();
});

describe("the source page's five steps, as printed", () => {
  it('1: creates an integration configuration', async () => {
    productId = await draft();
    expect((await market.vendor.post(`/api/v1/products/${productId}/publish`)).body.code).toBe('product.integration-missing');
    const { createProductIntegration } = await ask(printed(page.CREATE, undefined, 'x'));
    expect(createProductIntegration).toEqual({ productIntegration: { id: expect.stringMatching(/^[0-9a-f-]{36}$/) } });
    integrationId = createProductIntegration.productIntegration.id;
  });

  it('2: configures authentication; a number is an id like any other', async () => {
    const unknown = await ask(
      page.AUTHENTICATION.replace('openIdConnectConfiguration {', 'userErrors { message path } openIdConnectConfiguration {'),
    );
    expect(unknown.addProductIntegrationOpenIdConnectConfiguration).toEqual({
      openIdConnectConfiguration: null,
      userErrors: [{ message: expect.any(String), path: ['input', 'integrationConfigurationId'] }],
    });
    expect(await ask(printed(page.AUTHENTICATION))).toEqual({
      addProductIntegrationOpenIdConnectConfiguration: {
        openIdConnectConfiguration: {
          clientCreationMethod: 'PER_SUBSCRIPTION',
          grantTypes: ['AUTHORIZATION_CODE'],
          redirectUrls: ['YOUR_REDIRECT_URLS'],
        },
      },
    });
  });

  it('3: generates the inbound client, whose token opens nothing but its own', async () => {
    const { generateProductIntegrationInboundClient: made } = await ask(printed(page.CLIENT));
    client = made.productIntegrationInboundClient;
    expect(client).toEqual({
      clientId: expect.stringMatching(/^[A-Za-z0-9_-]+$/),
      clientSecret: expect.stringMatching(/^[A-Za-z0-9_-]+$/),
      createdOn: expect.any(Number),
    });
    for (const target of [{}, { scope: 'integration' }, { scope: 'ROLE_APPLICATION' }] as const)
      expect(await token(platform.url, client, target)).toMatchObject({
        status: 200,
        body: { scope: 'integration', token_type: 'Bearer' },
      });
    expect(await token(platform.url, client, { scope: 'orders' })).toMatchObject({ status: 400, body: { error: 'invalid_scope' } });
    expect(await token(platform.url, client, { tid: 'acme' })).toMatchObject({ status: 400, body: { error: 'invalid_target' } });
    expect((await token(platform.url, { ...client, clientSecret: 'wrong' })).status).toBe(401);
    const inbound = await Client.as(platform.url, client);
    for (const path of ['/api/v1/products', '/api/v1/orders?orderAccessType=Vendor', '/api/v1/jobs/x'])
      expect((await inbound.get(path)).status).toBe(403);
    expect((await inbound.post('/api/graphql', { query: '{ __typename }' })).status).toBe(403);
    expect((await inbound.get('/api/integration/v1/events/dummyOrder')).body).toMatchObject({
      type: 'SUBSCRIPTION_ORDER',
      flag: 'STATELESS',
    });
    expect((await inbound.get('/api/integration/v1/events/nobody')).status).toBe(404);
    await host.start(platform.url, client);
  });

  it('4: triggers ping tests', async () => {
    expect(await ask(printed(page.PING))).toEqual({
      triggerProductIntegrationPingTest: { productIntegration: { id: integrationId, version: 'WORKING', type: 'FULL_INTEGRATION' } },
    });
    const tested = await eventually(
      async () =>
        (
          await ask(
            `{ productIntegration(id: "${integrationId}") { lastTest { id version startedOn finishedOn status results { eventType url status httpStatus durationMs message } } } }`,
          )
        ).productIntegration.lastTest,
      (test) => test.status !== 'RUNNING',
    );
    expect(tested).toMatchObject({
      version: 'WORKING',
      status: 'PASSED',
      finishedOn: expect.any(String),
      results: [{ eventType: 'SUBSCRIPTION_ORDER', url: `${host.url}/events`, status: 'PASSED', httpStatus: 200 }],
    });
    const refused = await ask(
      printed(page.PING)
        .replace('[SUBSCRIPTION_ORDER]', '["SUBSCRIPTION_NOTICE", NONSENSE]')
        .replace('productIntegration {', 'userErrors { path } productIntegration {'),
    );
    expect(refused.triggerProductIntegrationPingTest.userErrors).toEqual([{ path: ['input', 'eventTypes', '1'] }]);
  });

  it('5: publishes, and links', async () => {
    expect(await ask(printed(page.PUBLISH))).toEqual({
      publishProductIntegration: { productIntegration: { id: integrationId, version: 'PUBLISHED' } },
    });
    expect(await ask(printed(page.LINK))).toEqual({ linkProductIntegration: { product: { id: productId, version: 'WORKING' } } });
    const refused = await ask(`mutation { deleteProductIntegration(input: {id: "${integrationId}"}) { userErrors { message path } } }`);
    expect(refused.deleteProductIntegration.userErrors).toHaveLength(1);
    expect((await market.vendor.post(`/api/v1/products/${productId}/publish`)).body.status).toBe('published');
    const shown = await ask(
      `{ product(id: "${productId}") { editableInConsole lastTest { status } integration { id version type outboundCredentials { type clientId } } } }`,
    );
    expect(shown.product).toEqual({
      editableInConsole: true,
      lastTest: { status: 'PASSED' },
      integration: {
        id: integrationId,
        version: 'PUBLISHED',
        type: 'FULL_INTEGRATION',
        outboundCredentials: { type: 'OAUTH2', clientId: '123456' },
      },
    });
  });
});

describe('fulfilled by events', () => {
  let bought: Wire;

  it('buys: the host answers at once, and the order is Done', async () => {
    bought = await buy(productId);
    expect(await settled(bought.id, 'Done')).toMatchObject({ currentStatusInfo: { systemStatus: 'Done', note: 'Welcome.' }, revision: 3 });
    expect(await stands(bought.subscriptionId, 'ACTIVE')).toMatchObject({ status: 'ACTIVE', accountIdentifier: `host-${bought.id}` });
    const { items } = (await market.customer.get(`/api/v1/orders/${bought.id}/history`)).body;
    expect(items.map(({ data }: Wire) => data.systemStatus)).toEqual([undefined, 'Validation', 'Confirmed', 'Done']);
    expect(items[0].data.integration).toMatchObject({ integrationId });
  });

  it('changes, and cancels', async () => {
    const change = await market.customer.post(`/api/v1/storefront/subscriptions/${bought.subscriptionId}/change`, {
      edition: 'pro',
      quantity: 3,
    });
    expect(change.status).toBe(201);
    expect((await settled(change.body.id, 'Done')).currentStatusInfo.note).toBe(`host-${bought.id} is now pro.`);
    const altered = await eventually(
      () => subscription(bought.subscriptionId),
      ({ edition }) => edition === 'pro',
    );
    expect(altered).toMatchObject({ edition: 'pro', quantity: 3, status: 'ACTIVE' });
    const cancel = await market.customer.post(`/api/v1/storefront/subscriptions/${bought.subscriptionId}/cancel`, {});
    await settled(cancel.body.id, 'Done');
    expect(await stands(bought.subscriptionId, 'CANCELLED')).toMatchObject({ status: 'CANCELLED' });
  });

  it('fails with the error code and the message of the host', async () => {
    const order = await buy(productId, { edition: 'impossible' });
    expect(await settled(order.id, 'Fail')).toMatchObject({
      currentStatusInfo: { reasonCode: 'CONFIGURATION_ERROR', note: 'We do not make these.' },
    });
    expect(await stands(order.subscriptionId, 'FAILED')).toMatchObject({ status: 'FAILED' });
  });

  it('lets a trial begin, tells of its suspension and its return, and takes what the host says of users', async () => {
    const order = await buy(productId, { trial: true });
    await settled(order.id, 'Done');
    await stands(order.subscriptionId, 'FREE_TRIAL');
    const path = `/api/v1/subscriptions/${order.subscriptionId}`;
    expect((await market.operator.post(`${path}/suspend`, { reason: 'look' })).body.status).toBe('SUSPENDED');
    expect((await market.operator.post(`${path}/reactivate`, { reason: 'seen' })).body.status).toBe('FREE_TRIAL');
    const told = await eventually(
      async () => (await events(integrationId)).filter((event) => event.subscriptionId === order.subscriptionId),
      (all) => all.filter(({ status }) => status === 'SUCCEEDED').length === 6,
    );
    expect(told.map(({ type }) => type).sort()).toEqual([
      ...['SUBSCRIPTION_NOTICE', 'SUBSCRIPTION_NOTICE', 'SUBSCRIPTION_ORDER'],
      ...['SUBSCRIPTION_STATUS', 'SUBSCRIPTION_STATUS', 'SUBSCRIPTION_STATUS'],
    ]);
    expect(host.output).toContain('SUBSCRIPTION_NOTICE');
    const inbound = await Client.as(platform.url, client);
    const creators = (type: string) =>
      Promise.all(
        told
          .filter((event) => event.type === type)
          .map(async ({ token }) => (await inbound.get(`/api/integration/v1/events/${token}`)).body.creator.actor),
      );
    const notices = await creators('SUBSCRIPTION_NOTICE');
    expect(notices).toEqual([expect.stringMatching(/^client:/), notices[0]]);
    expect(await creators('SUBSCRIPTION_ORDER')).not.toContain(notices[0]);
    const task = {
      type: 'ASSIGNMENT',
      operation: 'ASSIGN',
      accountIdentifier: `host-${order.id}`,
      userIdentifier: 'ada',
      email: 'ada@globex.example',
    };
    expect(await inbound.post('/api/sync/v1/tasks', task)).toMatchObject({ status: 202, body: { taskId: expect.any(String) } });
    expect((await inbound.post('/api/sync/v1/tasks', { ...task, accountIdentifier: 'another' })).status).toBe(404);
    expect((await inbound.post('/api/sync/v1/tasks', { ...task, operation: 'HUG' })).status).toBe(400);
  });

  it('answers later, by 202', async () => {
    await host.stop();
    await host.start(platform.url, client, { ANSWER_LATER: 'true' });
    const order = await buy(productId);
    expect(await settled(order.id, 'Done')).toMatchObject({ currentStatusInfo: { modifiedBy: `client:${client.clientId}` } });
    expect(await stands(order.subscriptionId, 'ACTIVE')).toMatchObject({ status: 'ACTIVE' });
  });

  it('waits for a host that is away, over a crash of its own, and then is answered', async () => {
    await host.stop();
    const order = await buy(productId);
    await eventually(
      () => events(integrationId),
      ([first]) => first?.orderId === order.id && first.status === 'FAILING',
    );
    await platform.kill('SIGKILL');
    await host.start(platform.url, client);
    await platform.restart();
    expect(await settled(order.id, 'Done')).toMatchObject({ currentStatusInfo: { systemStatus: 'Done' } });
  });
});

describe('a hostile host', () => {
  let hostile: HostileHost;
  let another: string;
  let inbound: Client;
  let of: string;

  beforeAll(async () => {
    hostile = await HostileHost.listen();
    of = (await ask(printed(page.CREATE, `${hostile.url}/e?k=1`))).createProductIntegration.productIntegration.id;
    another = await draft({ name: 'Hostile' });
    await ask(printed(page.AUTHENTICATION, undefined, of));
    const made = (await ask(printed(page.CLIENT, undefined, of))).generateProductIntegrationInboundClient.productIntegrationInboundClient;
    inbound = await Client.as(platform.url, made);
    await ask(printed(page.PUBLISH, undefined, of));
    await ask(printed(page.LINK, undefined, of, another));
    await market.vendor.post(`/api/v1/products/${another}/publish`);
  });
  afterAll(() => hostile?.close());
  /** The list of events follows the record a little later. */
  const eventOf = async ({ id }: Wire, wanted: (event: Wire) => boolean = () => true): Promise<Wire> => {
    const find = async () => (await events(of)).find(({ orderId }) => orderId === id);
    return eventually(find, (event) => event !== undefined && wanted(event));
  };

  it('that says HTML is INVALID_RESPONSE, and the history tells what it said, without our secrets', async () => {
    hostile.answer = (response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end(`<h1>S3cre1! token-1 Bearer abcdefghijkl</h1>${'x'.repeat(5000)}`);
    const order = await settled((await buy(another)).id, 'Fail');
    const { reasonCode, note } = order.currentStatusInfo;
    expect(reasonCode).toBe('INVALID_RESPONSE');
    expect(note).toContain('text/html');
    expect(note).toContain('<h1>… … Bearer …</h1>');
    expect(note).not.toMatch(/S3cre1|token-1|abcdefghijkl/);
    expect(note.length).toBeLessThan(1300);
  });

  it('that says "true" means it; its other parameters stay, and one token serves all', async () => {
    hostile.answer = (response) => json(response, { success: 'true', accountIdentifier: 'h-1' });
    const orders = await Promise.all(Array.from({ length: 20 }, () => buy(another)));
    for (const { id } of orders) expect((await settled(id, 'Done')).currentStatusInfo.systemStatus).toBe('Done');
    expect(hostile.tokens).toBe(1);
    expect(hostile.calls.at(-1)).toMatchObject({
      authorization: 'Bearer token-1',
      url: expect.stringMatching(/^\/e\?k=1&eventUrl=http%3A%2F%2F/),
    });
  });

  it('that makes no account is INVALID_RESPONSE', async () => {
    hostile.answer = (response) => json(response, { success: true });
    expect((await settled((await buy(another)).id, 'Fail')).currentStatusInfo.reasonCode).toBe('INVALID_RESPONSE');
  });

  it('that is slow or fails is tried again, and the same order comes to an end', async () => {
    const seen = new Set<string>();
    hostile.answer = (response, eventUrl) => {
      if (seen.has(eventUrl)) return json(response, { success: true, accountIdentifier: 'h-2' });
      seen.add(eventUrl);
      response.writeHead(500).end('no');
    };
    const order = await buy(another);
    expect((await settled(order.id, 'Done')).currentStatusInfo.systemStatus).toBe('Done');
    const told = await eventOf(order, ({ status }) => status === 'SUCCEEDED');
    expect(told.attempts).toMatchObject([
      { number: 1, httpStatus: 500, error: expect.stringContaining('no') },
      { number: 2, httpStatus: 200 },
    ]);
  });

  it('that posts its result before it answers is believed in that, and its call is kept', async () => {
    hostile.answer = (response, eventUrl) => {
      void inbound
        .post(`${new URL(eventUrl).pathname}/result`, { success: true, accountIdentifier: 'posted' })
        .then(() => json(response, { success: false, errorCode: 'UNAUTHORIZED' }));
    };
    const order = await buy(another);
    expect((await settled(order.id, 'Done')).currentStatusInfo.systemStatus).toBe('Done');
    const told = await eventOf(order, ({ attempts }) => attempts.length > 0);
    expect(told).toMatchObject({
      status: 'SUCCEEDED',
      attempts: [{ number: 1, httpStatus: 200, error: 'Its result had been posted before this call was answered.' }],
    });
    expect((await settled(order.id, 'Done')).currentStatusInfo.systemStatus).toBe('Done');
  });

  it('that answers twice is quiet, or told so; others find nothing; the operator settles what is left', async () => {
    hostile.answer = (response) => response.writeHead(202).end();
    const tokenFor = async (order: Wire): Promise<string> => (await eventOf(order)).token;
    const order = await buy(another);
    expect((await settled(order.id, 'Validation')).currentStatusInfo.systemStatus).toBe('Validation');
    const eventToken = await tokenFor(order);
    const path = `/api/integration/v1/events/${eventToken}`;
    expect((await inbound.get(path)).body).toMatchObject({
      type: 'SUBSCRIPTION_ORDER',
      flag: null,
      payload: {
        company: { id: 'globex' },
        order: { editionCode: 'basic', pricingDuration: 'MONTHLY' },
        configuration: { subdomain: 'globex' },
      },
    });
    const xml = await request(`${platform.url}${path}`, {
      headers: { authorization: `Bearer ${inbound.token}`, accept: 'application/xml' },
    });
    expect([xml.headers.get('content-type'), xml.body]).toEqual([
      'application/xml; charset=utf-8',
      expect.stringContaining('<editionCode>basic</editionCode>'),
    ]);

    const stranger = await Client.as(platform.url, client);
    expect((await stranger.get(path)).status).toBe(404);
    expect((await stranger.post(`${path}/result`, { success: true, accountIdentifier: 'mine' })).status).toBe(404);
    expect((await inbound.get(`/api/integration/v1/events/${eventToken.slice(0, -2)}AA`)).status).toBe(404);
    expect((await market.vendor.get(path)).status).toBe(403);

    expect((await inbound.post(`${path}/result`, { success: 'perhaps' })).status).toBe(400);
    expect((await inbound.post(`${path}/result`, { success: true })).body.code).toBe('event.account-identifier-required');
    const no = { success: false, errorCode: 'MAX_USERS_REACHED', message: 'Full.' };
    expect(await inbound.post(`${path}/result`, no)).toMatchObject({ status: 200, body: { status: 'FAILED' } });
    expect(await inbound.post(`${path}/result`, no)).toMatchObject({ status: 200 });
    expect(await inbound.post(`${path}/result`, { success: true, accountIdentifier: 'h' })).toMatchObject({
      status: 409,
      body: { code: 'event.already-resolved' },
    });
    expect((await settled(order.id, 'Fail')).currentStatusInfo).toMatchObject({ reasonCode: 'MAX_USERS_REACHED', note: 'Full.' });

    const left = await buy(another);
    await settled(left.id, 'Validation');
    const resolve = `/api/v1/integration-events/${await tokenFor(left)}/resolve`;
    expect((await market.vendor.post(resolve, { success: true })).status).toBe(403);
    expect((await market.operator.post(resolve, { success: true })).status).toBe(422);
    expect((await market.operator.post(resolve, { success: true, accountIdentifier: 'by-hand' })).status).toBe(200);
    await settled(left.id, 'Done');
    expect(await stands(left.subscriptionId, 'ACTIVE')).toMatchObject({ status: 'ACTIVE', accountIdentifier: 'by-hand' });
  });

  it('that refuses a cancel leaves the subscription as it was', async () => {
    hostile.answer = (response) => json(response, { success: true, accountIdentifier: 'h-3' });
    const order = await buy(another);
    await settled(order.id, 'Done');
    await stands(order.subscriptionId, 'ACTIVE');
    hostile.answer = (response) => json(response, { success: false, errorCode: 'INVALID_OPERATION', message: 'Not before May.' });
    const cancel = await market.customer.post(`/api/v1/storefront/subscriptions/${order.subscriptionId}/cancel`, {});
    await settled(cancel.body.id, 'Fail');
    const left = await eventually(
      () => subscription(order.subscriptionId),
      ({ lastRefusal }) => lastRefusal !== null,
    );
    expect(left).toMatchObject({ status: 'ACTIVE', lastRefusal: { note: 'Not before May.' } });
  });
});

describe('GraphQL', () => {
  it('says what is no GraphQL, too dear or too deep, and takes no token without the scope', async () => {
    for (const query of [
      '{',
      '{ nothing }',
      '{"kind":"Document"}',
      'mutation { nope }',
      `{ productIntegrations { ${'nodes { products { integration {'.repeat(5)} id ${'} } }'.repeat(5)} } }`,
    ])
      expect(await market.vendor.post('/api/graphql', { query })).toMatchObject({ status: 400, body: { errors: expect.any(Array) } });
    expect((await market.vendor.post('/api/graphql', { query: 7 })).body.code).toBe('request.invalid');
    expect((await market.customer.post('/api/graphql', { query: '{ __typename }' })).body.code).toBe('token.scope-missing');
    expect((await request(`${platform.url}/api/graphql`, { method: 'POST', body: '{}' })).status).toBe(401);
    expect((await ask('{ __schema { queryType { name } } }')).__schema.queryType.name).toBe('Query');
    const page = await request(`${platform.url}/api/graphql`);
    expect([page.status, page.body]).toEqual([200, expect.stringContaining('<title>Causeway GraphQL</title>')]);
    expect(page.body).not.toMatch(/https?:\/\//);
  });

  it('tells errors of use with their path, and keeps each tenant to itself', async () => {
    const bad = await ask(
      'mutation { createProductIntegration(input: {name: " ", createUrl: "http://10.0.0.1/x", outboundCredentials: {type: OAUTH2, clientId: "a", clientSecret: "b"}}) { productIntegration { id } userErrors { path } } }',
    );
    expect(bad.createProductIntegration.userErrors.map(({ path }: Wire) => path.join('.'))).toEqual([
      'input.name',
      'input.createUrl',
      'input.outboundCredentials.tokenUri',
    ]);
    const rival = (await open(platform, 'rival-')).vendor;
    expect((await ask(`{ productIntegration(id: "${integrationId}") { id } }`, rival)).productIntegration).toBeNull();
    expect((await ask('{ productIntegrations { nodes { id } } }', rival)).productIntegrations.nodes).toEqual([]);
    expect(
      (await ask(`{ productIntegrationEvents(integrationId: "${integrationId}") { nodes { id } } }`, rival)).productIntegrationEvents.nodes,
    ).toEqual([]);
    const update = await ask(
      `mutation { updateProductIntegration(input: {id: "${integrationId}", name: "Mine"}) { userErrors { path } } }`,
      rival,
    );
    expect(update.updateProductIntegration.userErrors).toEqual([{ path: ['input', 'id'] }]);
  });
});
