import { Client, request, type Wire, eventually as within } from './stage/client';
import { type Marketplace, open, product, purchase } from './stage/marketplace';
import { Platform } from './stage/platform';
import { HostileHost, json } from './stage/product-host';

// What page 20 promises of product integrations beside the five steps, asked from outside.

jest.setTimeout(180_000);

let platform: Platform;
let market: Marketplace;
let host: HostileHost;

const eventually = <T>(ask: () => Promise<T>, wanted: (answer: T) => boolean): Promise<T> => within(ask, wanted, 60_000);
const graphql = async (query: string, variables: object = {}, as: Client = market.vendor): Promise<Wire> => {
  const { status, body } = await as.post('/api/graphql', { query, variables });
  if (status !== 200 || body.errors) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body.data;
};
/** One mutation; its answer, or the paths of its errors of use. */
const change = async (name: string, input: string, answer: string): Promise<Wire> => {
  const said = (await graphql(`mutation { ${name}(input: {${input}}) { ${answer} userErrors { message path } } }`))[name];
  return said.userErrors.length > 0 ? { refused: said.userErrors.map(({ path }: Wire) => path.join('.')), said: said.userErrors } : said;
};
const create = async (more = ''): Promise<string> => {
  const urls = `createUrl: "${host.url}/e", cancelUrl: "${host.url}/cancel?to={eventUrl}&x=1", upgradeUrl: "${host.url}/e"`;
  return (await change('createProductIntegration', `name: "Ours", ${urls} ${more}`, 'productIntegration { id }')).productIntegration.id;
};
const bookmark = (id: string) =>
  change(
    'addProductIntegrationBookmarkConfiguration',
    `integrationConfigurationId: "${id}", landingUrl: "https://a.example/{accountIdentifier}"`,
    'bookmarkConfiguration { landingUrl }',
  );
const client = async (id: string): Promise<Client> => {
  const made = await change(
    'generateProductIntegrationInboundClient',
    `id: "${id}"`,
    'productIntegrationInboundClient { clientId clientSecret }',
  );
  return Client.as(platform.url, made.productIntegrationInboundClient);
};
const publish = (id: string) => change('publishProductIntegration', `integrationId: "${id}"`, 'productIntegration { id version }');
const link = (id: string, productId: string) =>
  change('linkProductIntegration', `productId: "${productId}", integrationId: "${id}"`, 'product { id version }');
const unlink = (id: string, productId: string) =>
  change('unlinkProductIntegration', `productId: "${productId}", integrationId: "${id}"`, 'product { id version }');
const draft = async (name: string): Promise<string> => {
  const more = { name, fulfilment: 'events', multipleSubscriptionsEnabled: true, purchaseForm: [] };
  return (await market.vendor.post('/api/v1/products', product('acme.crm', more))).body.productId;
};
const sold = async (more = ''): Promise<{ id: string; productId: string; inbound: Client }> => {
  const id = await create(more);
  await bookmark(id);
  const inbound = await client(id);
  await publish(id);
  const productId = await draft(`Product of ${id}`);
  await link(id, productId);
  expect((await market.vendor.post(`/api/v1/products/${productId}/publish`)).status).toBe(200);
  return { id, productId, inbound };
};
const buy = async (productId: string, as: Client = market.customer): Promise<Wire> => {
  const { status, body } = await as.post('/api/v1/storefront/orders', purchase(productId, { answers: {} }));
  expect({ status, body }).toMatchObject({ status: 201 });
  return body;
};
const becomes = (id: string, wanted: string): Promise<Wire> =>
  eventually(
    async () => (await market.customer.get(`/api/v1/orders/${id}`)).body,
    (order) => order.currentStatusInfo?.systemStatus === wanted,
  );
/** The subscription is settled right after its order. */
const active = (order: Wire): Promise<Wire> =>
  eventually(
    async () => (await market.customer.get(`/api/v1/subscriptions/${order.subscriptionId}`)).body,
    ({ status }) => status === 'ACTIVE',
  );
const eventOf = (id: string, orderId: string): Promise<Wire> =>
  eventually(
    async () =>
      (
        await graphql(`{ productIntegrationEvents(integrationId: "${id}", first: 100) { nodes { token type orderId status } } }`)
      ).productIntegrationEvents.nodes.find((one: Wire) => one.orderId === orderId),
    (event) => event !== undefined,
  );
const yes = { success: true, accountIdentifier: 'a-1' };

beforeAll(async () => {
  platform = await Platform.start();
  market = await open(platform);
  host = await HostileHost.listen();
});
beforeEach(() => {
  host.calls = [];
  host.answer = (response) => json(response, yes);
});
afterAll(async () => {
  await host?.close();
  await platform?.end();
});

describe('what is configured', () => {
  it('takes quoted strings and bare names alike, and numbers for ids', async () => {
    const credentials = `outboundCredentials: {type: "BASIC", clientId: "a", clientSecret: "b", grantType: "client_credentials"}`;
    const id = await create(credentials);
    for (const method of ['PER_MARKETPLACE', '"PER_ENVIRONMENT"', 'PER_SUBSCRIPTION'])
      expect(
        await change(
          'addProductIntegrationOpenIdConnectConfiguration',
          `integrationConfigurationId: "${id}", clientCreationMethod: ${method}, grantTypes: [AUTHORIZATION_CODE, "REFRESH_TOKEN"], redirectUrls: ["https://a.example/cb"]`,
          'openIdConnectConfiguration { clientCreationMethod grantTypes allowOidcScope allowUserScopes allowRoleScopes }',
        ),
      ).toMatchObject({
        openIdConnectConfiguration: {
          clientCreationMethod: method.replaceAll('"', ''),
          grantTypes: ['AUTHORIZATION_CODE', 'REFRESH_TOKEN'],
          ...{ allowOidcScope: true, allowUserScopes: true, allowRoleScopes: true },
        },
      });
    for (const [name, input, answer, path] of [
      ['publishProductIntegration', 'integrationId: 34827', 'productIntegration { id }', 'input.integrationId'],
      ['deleteProductIntegration', 'id: 34827', 'deleted', 'input.id'],
      ['generateProductIntegrationInboundClient', 'id: 34827', 'productIntegrationInboundClient { clientId }', 'input.id'],
      ['linkProductIntegration', 'productId: 1, integrationId: 34827', 'product { id }', 'input.integrationId'],
      ['linkProductIntegration', `productId: 1, integrationId: "${id}"`, 'product { id }', 'input.productId'],
      ['triggerProductIntegrationPingTest', 'id: 34827, version: "WORKING", eventTypes: []', 'productIntegration { id }', 'input.id'],
    ] as const)
      expect(await change(name, input, answer)).toMatchObject({ refused: [path] });
    const shown = await graphql(
      `{ productIntegration(id: "${id}", version: "WORKING") { createdOn outboundCredentials { type grantType } } }`,
    );
    expect(shown.productIntegration).toEqual({
      createdOn: expect.any(Number),
      outboundCredentials: { type: 'BASIC', grantType: 'client_credentials' },
    });
    expect((await graphql('{ productIntegration(id: 34827) { id } product(id: 34827) { id } }')).productIntegration).toBeNull();
  });

  it('has one way of signing on, of three, whose method is fixed by the first publication', async () => {
    const id = await create();
    expect((await publish(id)).refused).toEqual(['signOn', 'inboundClient']);
    const saml = `serviceProviderEntityId: "urn:a", assertionConsumerServiceUrl: "https://a.example/acs", assertionAttributes: [{name: "mail", value: "email"}], notBeforeMinutes: 1`;
    await change('addProductIntegrationSamlConfiguration', `integrationConfigurationId: "${id}", ${saml}`, 'samlConfiguration { nameId }');
    expect(
      await change(
        'updateProductIntegrationSamlConfiguration',
        `integrationConfigurationId: "${id}", nameId: "email"`,
        'samlConfiguration { serviceProviderEntityId nameId notBeforeMinutes assertionAttributes { name value } }',
      ),
    ).toMatchObject({
      samlConfiguration: {
        ...{ serviceProviderEntityId: 'urn:a', nameId: 'email', notBeforeMinutes: 1 },
        assertionAttributes: [{ name: 'mail', value: 'email' }],
      },
    });
    const oidc = (method: string) =>
      change(
        'addProductIntegrationOpenIdConnectConfiguration',
        `integrationConfigurationId: "${id}", clientCreationMethod: ${method}, redirectUrls: []`,
        'openIdConnectConfiguration { clientCreationMethod }',
      );
    await oidc('PER_SUBSCRIPTION');
    const { productIntegration } = await graphql(
      `{ productIntegration(id: "${id}") { type samlConfiguration { nameId } bookmarkConfiguration { landingUrl } openIdConnectConfiguration { clientCreationMethod } } }`,
    );
    expect(productIntegration).toEqual({
      ...{ type: 'PARTIAL_INTEGRATION', samlConfiguration: null, bookmarkConfiguration: null },
      openIdConnectConfiguration: { clientCreationMethod: 'PER_SUBSCRIPTION' },
    });
    await client(id);
    expect((await publish(id)).productIntegration).toEqual({ id, version: 'PUBLISHED' });
    expect((await oidc('PER_MARKETPLACE')).refused).toEqual(['input.clientCreationMethod']);
  });

  it('is linked only when published, and by more than one product changed by programs only', async () => {
    const id = await create();
    const [one, two] = [await draft('One'), await draft('Two')];
    expect((await link(id, one)).refused).toEqual(['input.integrationId']);
    await bookmark(id);
    await client(id);
    await publish(id);
    expect((await link(id, one)).product).toEqual({ id: one, version: 'WORKING' });
    await link(id, two);
    const shown = await graphql(
      `{ product(id: "${one}") { editableInConsole editableInConsoleReason integrationProducts { id } integration { id version } } }`,
    );
    expect(shown.product).toMatchObject({
      ...{ editableInConsole: false, editableInConsoleReason: expect.any(String), integration: { id, version: 'PUBLISHED' } },
      integrationProducts: [{ id: one }, { id: two }],
    });
    expect(
      (await change('updateProductIntegration', `id: "${id}", name: "Renamed"`, 'productIntegration { name }')).productIntegration.name,
    ).toBe('Renamed');
    expect((await change('deleteProductIntegration', `id: "${id}"`, 'deleted')).refused).toEqual(['input.id']);
    await unlink(id, one);
    await unlink(id, two);
    expect((await change('deleteProductIntegration', `id: "${id}"`, 'deleted')).deleted).toBe(true);
    expect((await graphql(`{ productIntegration(id: "${id}") { id } }`)).productIntegration).toBeNull();
  });

  it('is listed page by page', async () => {
    const list = (after: string | null) =>
      graphql(
        'query List($after: String) { productIntegrations(first: 2, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }',
        {
          after,
        },
      );
    const ids = [await create(), await create(), await create()];
    const all = await eventually(
      async () => {
        const seen: string[] = [];
        for (let after: string | null = null; ; ) {
          const { nodes, pageInfo }: Wire = (await list(after)).productIntegrations;
          seen.push(...nodes.map(({ id }: Wire) => id));
          if (!pageInfo.hasNextPage) return seen;
          after = pageInfo.endCursor;
        }
      },
      (seen) => ids.every((id) => seen.includes(id)),
    );
    expect(new Set(all).size).toBe(all.length);
    expect(all).toEqual(expect.arrayContaining(ids));
  });
});

describe('what a product host is told', () => {
  it('with Basic credentials, and the address of the event where the URL wants it', async () => {
    const { id, productId } = await sold('outboundCredentials: {type: BASIC, clientId: "we two", clientSecret: "h:ü+%sh"}');
    const order = await buy(productId);
    await becomes(order.id, 'Done');
    const { token } = await eventOf(id, order.id);
    const address = encodeURIComponent(`${platform.url}/api/integration/v1/events/${token}`);
    expect(host.calls).toMatchObject([
      { url: `/e?eventUrl=${address}`, authorization: `Basic ${Buffer.from('we two:h:ü+%sh').toString('base64')}` },
    ]);
    host.calls = [];
    await active(order);
    const cancel = await market.customer.post(`/api/v1/storefront/subscriptions/${order.subscriptionId}/cancel`, {});
    await becomes(cancel.body.id, 'Done');
    const { token: second } = await eventOf(id, cancel.body.id);
    expect(host.calls).toMatchObject([
      { url: `/cancel?to=${encodeURIComponent(`${platform.url}/api/integration/v1/events/${second}`)}&x=1` },
    ]);
  });

  it('as JSON or XML, as it is asked; else as the integration says; and takes either back', async () => {
    const { id, productId, inbound } = await sold('defaultFormat: XML');
    const read = async (path: string, accept: string) =>
      (
        await request(`${platform.url}/api/integration/v1/events/${path}`, {
          headers: { authorization: `Bearer ${inbound.token}`, accept },
        })
      ).headers
        .get('content-type')!
        .split(';')[0];
    for (const [accept, type] of [
      ['*/*', 'application/xml'],
      ['application/json', 'application/json'],
      ['application/xml;q=0.5, application/json', 'application/json'],
      ['text/xml', 'application/xml'],
    ] as const)
      expect([accept, await read('dummyOrder', accept)]).toEqual([accept, type]);

    host.answer = (response) =>
      response
        .writeHead(200, { 'content-type': 'application/xml' })
        .end('<?xml version="1.0"?><result><success>true</success><accountIdentifier>x&amp;y</accountIdentifier></result>');
    const order = await buy(productId);
    await becomes(order.id, 'Done');
    expect(await active(order)).toMatchObject({ status: 'ACTIVE', accountIdentifier: 'x&y' });

    host.answer = (response) => response.writeHead(202).end();
    const later = await buy(productId);
    await becomes(later.id, 'Validation');
    const { token } = await eventOf(id, later.id);
    const result = (body: string) =>
      request(`${platform.url}/api/integration/v1/events/${token}/result`, {
        method: 'POST',
        headers: { authorization: `Bearer ${inbound.token}`, 'content-type': 'application/xml' },
        body,
      });
    const no = '<result><success>false</success><errorCode>FORBIDDEN</errorCode><message>No.</message></result>';
    expect((await result('<nonsense/>')).body.code).toBe('request.invalid');
    expect((await result(no)).status).toBe(200);
    expect((await result(no)).status).toBe(200);
    expect((await result(no.replace('No.', 'Yes?'))).body.code).toBe('event.already-resolved');
    expect((await becomes(later.id, 'Fail')).currentStatusInfo).toMatchObject({ reasonCode: 'FORBIDDEN', note: 'No.' });
  });

  it('of a vendor that buys its own product, as development', async () => {
    const { id, productId, inbound } = await sold();
    host.answer = (response) => response.writeHead(202).end();
    const account = { name: 'tests', scopes: ['storefront', 'orders'] };
    const made = await market.operator.post('/api/v1/tenants/acme/service-accounts', account);
    const self = await Client.as(platform.url, made.body);
    const order = await buy(productId, self);
    expect(order.isTesting).toBe(true);
    const { token } = await eventOf(id, order.id);
    expect((await inbound.get(`/api/integration/v1/events/${token}`)).body).toMatchObject({
      type: 'SUBSCRIPTION_ORDER',
      flag: 'DEVELOPMENT',
    });
  });

  it('after the buyer has been there: coming back is no proof, and works once', async () => {
    const { id, productId, inbound } = await sold('createUrlInteractive: true');
    const order = await buy(productId);
    const { token } = await eventOf(id, order.id);
    const there = await market.customer.get(`/api/v1/orders/${order.id}/interaction`);
    expect(there.body.url).toContain(`/e?eventUrl=`);
    const { returnUrl } = (await inbound.get(`/api/integration/v1/events/${token}`)).body;
    const back = await request(returnUrl);
    expect([back.status, back.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
    expect((await request(returnUrl)).status).toBe(404);
    expect((await market.customer.get(`/api/v1/orders/${order.id}`)).body.currentStatusInfo).toBeNull();
    expect((await inbound.post(`/api/integration/v1/events/${token}/result`, yes)).status).toBe(200);
    await becomes(order.id, 'Done');
    expect(host.calls.filter(({ url }) => url.includes(token))).toEqual([]);
  });

  it('of a form before it is bought with; what it warns of is shown with the order', async () => {
    const field = '{name: "region", label: "Region", type: text, required: true}';
    const { productId } = await sold(`preSubmitValidationRequired: true, validationUrl: "${host.url}/form", orderFormFields: [${field}]`);
    const order = (answers: object) => market.customer.post('/api/v1/storefront/orders', purchase(productId, { answers }));
    expect((await order({})).body.errors).toEqual([{ pointer: '/answers/region', message: expect.any(String) }]);
    host.form = [{ level: 'ERROR', message: 'Not there.', field: 'region' }];
    expect(await order({ region: 'Moon' })).toMatchObject({ status: 422, body: { code: 'order.form-refused' } });
    host.form = { level: 'WARN', message: 'Far away.' };
    const { status, body } = await order({ region: 'Mars' });
    expect({ status, said: body.formMessages }).toEqual({ status: 201, said: [{ level: 'WARN', message: 'Far away.', field: null }] });
    expect(host.posted.at(-1)).toBe('region=Mars');
    expect((await market.customer.get(`/api/v1/orders/${body.id}`)).body.formMessages).toHaveLength(1);
  });
});

it('one ping test at a time, of what has a URL; published meanwhile, it still ends', async () => {
  const id = await create();
  host.answer = (response) => setTimeout(() => json(response, yes), 300);
  const ping = (types: string) =>
    change(
      'triggerProductIntegrationPingTest',
      `id: "${id}", version: WORKING, eventTypes: [${types}]`,
      'productIntegration { lastTest { status } }',
    );
  expect((await ping('USER_ASSIGNMENT')).refused).toEqual(['input.eventTypes.0']);
  expect((await ping('ADDON_ORDER, SUBSCRIPTION_ORDER')).refused).toEqual(['input.eventTypes.0']);
  expect((await ping('SUBSCRIPTION_ORDER, "SUBSCRIPTION_CHANGE"')).productIntegration.lastTest.status).toBe('RUNNING');
  expect((await ping('SUBSCRIPTION_ORDER')).refused).toEqual(['input.id']);
  await bookmark(id);
  await client(id);
  expect((await publish(id)).productIntegration.version).toBe('PUBLISHED');
  const test = await eventually(
    async () =>
      (await graphql(`{ productIntegration(id: "${id}") { lastTest { status results { status } } } }`)).productIntegration.lastTest,
    ({ status }) => status !== 'RUNNING',
  );
  expect(test).toEqual({ status: 'PASSED', results: [{ status: 'PASSED' }, { status: 'PASSED' }] });
});
