import { Client, eventually, request, token, type Wire } from './stage/client';
import { product } from './stage/marketplace';
import { OPERATOR, Platform } from './stage/platform';
import { Receiver } from './stage/receiver';

/** Where the OpenAPI document says `object` and no more: a field whose type nobody told it. */
const shapeless = (value: Wire, at = ''): string[] => {
  if (value === null || typeof value !== 'object') return [];
  const isObject = [value.type].flat().includes('object');
  const told = 'properties' in value || 'additionalProperties' in value || 'allOf' in value;
  const below = Object.entries(value).filter(([name]) => !name.startsWith('example'));
  return [...(isObject && !told ? [at] : []), ...below.flatMap(([name, one]) => shapeless(one as Wire, `${at}/${name}`))];
};

/** The main job, request by request (spec 05): what a program does that knows only the spec. */
describe('the first hour', () => {
  let platform: Platform;
  let hooks: Receiver;
  let operator: Client;
  let vendor: Client;
  let agent: Client;
  let customer: Client;
  let productId: string;
  let order: Wire;

  beforeAll(async () => {
    platform = await Platform.start();
    hooks = await Receiver.listen();
  }, 60_000);
  afterAll(async () => {
    await hooks?.close();
    await platform?.end();
  });

  it('1: gives a token', async () => {
    const reply = await token(platform.url, OPERATOR, { scope: 'tenants orders support' });
    expect(reply).toMatchObject({
      status: 200,
      body: { access_token: expect.any(String), token_type: 'Bearer', expires_in: 600, scope: 'tenants orders support' },
    });
    const claims = JSON.parse(Buffer.from(reply.body.access_token.split('.')[1], 'base64url').toString());
    expect(claims).toMatchObject({
      sub: OPERATOR.clientId,
      client_id: OPERATOR.clientId,
      scope: 'tenants orders support',
      iss: platform.url,
      aud: platform.url,
      jti: expect.any(String),
    });
    expect(await token(platform.url, { ...OPERATOR, clientSecret: 'wrong' })).toMatchObject({
      status: 401,
      body: { error: 'invalid_client' },
    });
    expect(await token(platform.url, OPERATOR, { tid: 'nobody' })).toMatchObject({ status: 400, body: { error: 'invalid_target' } });
    operator = await Client.as(platform.url, OPERATOR);
  });

  it('2: takes in two tenants and gives each an account', async () => {
    const acme = {
      tenantId: 'acme',
      name: 'Acme Software',
      companyCode: '12345678|CZ',
      roles: ['partner'],
      email: 'it@acme.example',
      language: 'en',
    };
    const made = await operator.post('/api/v1/tenants', acme);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      ...acme,
      status: 'active',
      createdOn: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      revision: 0,
    });
    const globex = {
      tenantId: 'globex',
      name: 'Globex',
      companyCode: '87654321|CZ',
      roles: ['customer'],
      email: 'it@globex.example',
      language: 'en',
    };
    expect((await operator.post('/api/v1/tenants', globex)).status).toBe(201);
    expect(await operator.post('/api/v1/tenants', { ...globex, companyCode: '1|CZ' })).toMatchObject({
      status: 409,
      body: { code: 'tenant.duplicate-id' },
    });
    expect(await operator.post('/api/v1/tenants', { ...globex, tenantId: 'other' })).toMatchObject({
      status: 409,
      body: { code: 'tenant.duplicate-company-code' },
    });

    const build = await operator.post('/api/v1/tenants/acme/service-accounts', {
      name: 'build server',
      scopes: ['integrations', 'orders', 'gateway'],
    });
    const procurement = await operator.post('/api/v1/tenants/globex/service-accounts', {
      name: 'procurement',
      scopes: ['storefront', 'orders'],
    });
    expect(procurement).toMatchObject({
      status: 201,
      body: {
        clientId: expect.any(String),
        clientSecret: expect.stringMatching(/^[A-Za-z0-9_-]+$/),
        tenantId: 'globex',
        name: 'procurement',
        scopes: ['storefront', 'orders'],
      },
    });
    vendor = await Client.as(platform.url, build.body);
    customer = await Client.as(platform.url, procurement.body);
  });

  it("3: takes in the partner's application and product", async () => {
    const application = { applicationCode: 'acme.crm', name: 'Acme CRM', kind: 'cloud' };
    expect(await vendor.post('/api/v1/applications', application)).toMatchObject({
      status: 201,
      body: { ...application, vendorTenantId: 'acme', revision: 0 },
    });
    const account = await vendor.post('/api/v1/applications/acme.crm/service-accounts', { name: 'agent', scopes: ['orders', 'gateway'] });
    expect(account).toMatchObject({ status: 201, body: { applicationCode: 'acme.crm', name: 'agent', scopes: ['orders', 'gateway'] } });
    expect(
      (await vendor.post('/api/v1/applications/acme.crm/service-accounts', { name: 'agent', scopes: ['support'] })).status,
    ).toBeGreaterThanOrEqual(403);
    agent = await Client.as(platform.url, account.body, { tid: 'acme' });

    const draft = await vendor.post('/api/v1/products', product('acme.crm'));
    expect(draft).toMatchObject({
      status: 201,
      body: { productId: expect.any(String), status: 'draft', revision: 0, ...product('acme.crm', { editions: expect.anything() }) },
    });
    productId = draft.body.productId;
    expect(await vendor.post(`/api/v1/products/${productId}/publish`)).toMatchObject({ status: 200, body: { status: 'published' } });
  });

  it('4: lets the agent listen', async () => {
    const consumer = { consumerCode: 'acme', channel: 'webhook', webhookUrl: `${hooks.url}/hooks`, messageTypes: ['PlatformStore.*'] };
    const made = await agent.post('/api/v1/gateway/consumers', { ...consumer, securityCode: 'open sesame' });
    expect(made).toMatchObject({ status: 201, body: { ...consumer, status: 'active', signingSecret: expect.stringMatching(/^whsec_/) } });
    expect(JSON.stringify((await agent.get('/api/v1/gateway/consumers/acme')).body)).not.toMatch(/whsec_|open sesame/);
  });

  it('5: sells', async () => {
    const wish = {
      productId,
      edition: 'basic',
      quantity: 1,
      addons: [],
      paymentFrequency: 'monthly',
      trial: false,
      answers: { subdomain: 'globex' },
    };
    const bought = await customer.post('/api/v1/storefront/orders', wish);
    expect(bought.status).toBe(201);
    expect(bought.headers.get('etag')).toBe('"0"');
    expect(bought.headers.get('causeway-position')).toMatch(/^\d+$/);
    order = bought.body;
    expect(order).toMatchObject({
      orderNumber: expect.stringMatching(/^\d{12,}$/),
      kind: 'New',
      customer: { tenantId: 'globex', code: '87654321|CZ', name: 'Globex' },
      supplier: { tenantId: 'operator' },
      vendor: { tenantId: 'acme', code: '12345678|CZ', name: 'Acme Software' },
      productId,
      applicationCode: 'acme.crm',
      edition: 'basic',
      orderLines: [
        { type: 'edition', code: 'basic', name: 'Basic', quantity: 1, unitPrice: { amount: '49.00', currency: 'EUR' }, period: 'month' },
      ],
      licenceCode: expect.stringMatching(/^L-[0-9A-HJKMNP-TV-Z]{12}$/),
      configuration: { subdomain: 'globex' },
      isTesting: false,
      isNonStandard: false,
      currentStatusInfo: null,
      overdue: false,
      dueOn: expect.any(String),
      revision: 0,
    });
    expect(order.licenceId).toBe(order.subscriptionId);
    expect(await customer.post('/api/v1/storefront/orders', wish)).toMatchObject({ status: 409, body: { code: 'subscription.exists' } });
    expect(await customer.post('/api/v1/storefront/orders', { ...wish, answers: {} })).toMatchObject({
      status: 400,
      body: { code: 'request.invalid', errors: [expect.objectContaining({ pointer: '/answers/subdomain' })] },
    });
  });

  it('6: tells the agent, who answers until the application runs', async () => {
    const [notice] = await hooks.count(1);
    expect(notice!.path).toMatch(/^\/hooks\/PlatformStore\.OrderReleased\/OrderReleased\/[0-9a-f-]{36}$/);
    expect(notice!.body).toEqual({
      orderId: order.id,
      orderNumber: order.orderNumber,
      subscriptionId: order.subscriptionId,
      kind: 'New',
      isTesting: false,
      revision: 0,
      occurredOn: order.createdOn,
    });
    const path = `/api/v1/orders/${order.id}`;
    expect(await agent.get(path)).toMatchObject({ status: 200, body: { id: order.id, revision: 0 } });
    const validated = await agent.put(`${path}/status`, { systemStatus: 'Validation' });
    expect(validated).toMatchObject({
      status: 200,
      body: { revision: 1, currentStatusInfo: { systemStatus: 'Validation', note: null, reasonCode: null } },
    });
    expect((await agent.put(`${path}/status`, { systemStatus: 'Confirmed', note: 'deploying' })).status).toBe(200);
    const done = { systemStatus: 'Done', accountIdentifier: 'crm-4711', accessUrl: 'https://globex.crm.acme.example' };
    expect((await agent.put(`${path}/status`, done)).status).toBe(200);
    expect(await agent.put(`${path}/status`, { systemStatus: 'Validation' })).toMatchObject({
      status: 409,
      headers: expect.objectContaining({}),
      body: { status: 409, code: 'order.invalid-transition', allowed: [] },
    });
    expect(await customer.put(`${path}/status`, { systemStatus: 'Validation' })).toMatchObject({
      status: 403,
      body: { code: 'order.vendor-only' },
    });
    const told = await hooks.count(4, ({ path: at }) => /Order/.test(at));
    expect(told.map(({ body }) => [body.revision, body.systemStatus])).toEqual([
      [0, undefined],
      [1, 'Validation'],
      [2, 'Confirmed'],
      [3, 'Done'],
    ]);
  });

  it('7: shows what came of it', async () => {
    const expected = {
      id: order.subscriptionId,
      productId,
      applicationCode: 'acme.crm',
      edition: 'basic',
      quantity: 1,
      status: 'ACTIVE',
      accountIdentifier: 'crm-4711',
      accessUrl: 'https://globex.crm.acme.example',
      activatedOn: expect.any(String),
      customer: { tenantId: 'globex' },
      vendor: { tenantId: 'acme' },
      orders: [order.id],
    };
    for (const who of [customer, agent]) {
      expect(await who.get(`/api/v1/subscriptions/${order.subscriptionId}`)).toMatchObject({ status: 200, body: expected });
      const position = (await who.get('/api/v1/subscriptions?status=ACTIVE')).headers.get('causeway-position');
      expect(position).toBeNull();
      const list = await eventually(
        () => who.get('/api/v1/subscriptions?status=ACTIVE'),
        ({ body }) => body.totalCount === 1,
      );
      expect(list.body).toMatchObject({ totalCount: 1, items: [expected], nextCursor: null });
    }
  });

  it('8: looks back', async () => {
    const path = `/api/v1/orders/${order.id}`;
    const history = await operator.get(`${path}/history`);
    expect(history.body.items.map(({ revision, type }: Wire) => [revision, type])).toEqual([
      [0, 'OrderReleased'],
      [1, 'OrderStatusChanged'],
      [2, 'OrderStatusChanged'],
      [3, 'OrderStatusChanged'],
    ]);
    for (const item of history.body.items)
      expect(item).toMatchObject({
        position: expect.stringMatching(/^\d+$/),
        actor: expect.stringMatching(/^client:/),
        correlationId: expect.any(String),
        causationId: expect.any(String),
      });
    expect((await operator.get(`${path}?atRevision=1`)).body.currentStatusInfo.systemStatus).toBe('Validation');
    expect(await operator.get(`${path}?atRevision=9`)).toMatchObject({ status: 404, body: { code: 'order.revision-unknown' } });
    expect((await operator.get(`${path}?at=2020-01-01T00:00:00.000Z`)).status).toBe(404);
    expect((await operator.get(`${path}?at=${history.body.items[2].occurredOn}`)).body.currentStatusInfo.systemStatus).toMatch(
      /Confirmed|Done/,
    );

    const projections = await operator.get('/api/v1/projections');
    expect(projections.body.items).toContainEqual(
      expect.objectContaining({ name: 'order-list', position: expect.any(String), lagEvents: 0, lagSeconds: 0, state: 'running' }),
    );
    const job = async (work: string) => {
      const { status, body } = await operator.post(`/api/v1/projections/order-list/${work}`);
      expect(status).toBe(202);
      return eventually(
        () => operator.get(`/api/v1/jobs/${body.jobId}`),
        ({ body: { state } }) => state === 'done' || state === 'failed',
      );
    };
    expect((await job('rebuild')).body).toMatchObject({ state: 'done', error: null });
    expect((await job('verify')).body).toMatchObject({ state: 'done', result: { documents: 1, differences: [] } });
    expect((await customer.get('/api/v1/orders?orderAccessType=Customer')).body).toMatchObject({
      totalCount: 1,
      items: [{ id: order.id }],
      nextCursor: null,
    });
    expect(await customer.get('/api/v1/projections')).toMatchObject({ status: 403 });
  });

  it('publishes what it can do', async () => {
    const { body } = await request(`${platform.url}/api/openapi.json`);
    expect(body.openapi).toMatch(/^3\.1/);
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining(['/api/v1/orders/{id}/status', '/api/v1/storefront/orders', '/api/v1/gateway/consumers']),
    );
    expect(shapeless(body)).toEqual([]);
    expect((await request(`${platform.url}/api/docs`)).status).toBe(200);
    expect((await request(`${platform.url}/.well-known/openid-configuration`)).body).toMatchObject({
      issuer: platform.url,
      token_endpoint: `${platform.url}/connect/token`,
    });
  });

  it('stops when asked, and ends with 0', async () => expect(await platform.kill('SIGTERM')).toBe(0));
});
