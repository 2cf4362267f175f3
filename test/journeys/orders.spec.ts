import { Client, eventually, type Wire } from './stage/client';
import { type Marketplace, open, product, purchase } from './stage/marketplace';
import { Platform } from './stage/platform';

/** Page 20 as a customer and a vendor meet it: the purchase rules, the status table, the testing bypass, change and cancel, looking back. */
describe('orders and subscriptions', () => {
  let platform: Platform;
  let market: Marketplace;
  const buy = (who: Client, more: Record<string, unknown> = {}, headers: Record<string, string> = {}) =>
    who.post('/api/v1/storefront/orders', purchase(market.product.productId, more), { headers });
  const status = (id: string, body: Record<string, unknown>, headers: Record<string, string> = {}) =>
    market.agent.put(`/api/v1/orders/${id}/status`, body, { headers });
  const done = { systemStatus: 'Done', accountIdentifier: 'crm-1', accessUrl: 'https://crm.example' };
  const fulfil = async (id: string, last: Record<string, unknown> = done) => {
    for (const body of [{ systemStatus: 'Validation' }, { systemStatus: 'Confirmed' }, last])
      expect((await status(id, body)).status).toBe(200);
  };

  beforeAll(async () => {
    platform = await Platform.start();
    market = await open(platform);
  }, 60_000);
  afterAll(() => platform?.end());

  it('refuse a purchase with the code of the rule that it breaks', async () => {
    const refusals: [Record<string, unknown>, number, string][] = [
      [{ productId: '01a20337-0000-7000-8000-000000000000' }, 404, 'product.unknown'],
      [{ edition: 'gold' }, 422, 'product.edition-unknown'],
      [{ addons: [{ code: 'nothing' }] }, 422, 'product.addon-unknown'],
      [{ paymentFrequency: 'yearly' }, 422, 'product.frequency-not-offered'],
      [{ trial: true }, 422, 'product.no-trial'],
      [{ quantity: 0 }, 400, 'request.invalid'],
      [{ answers: { subdomain: 'x', other: 'y' } }, 400, 'request.invalid'],
      [{ nonsense: true }, 400, 'request.invalid'],
    ];
    for (const [more, code, name] of refusals)
      expect([more, await buy(market.customer, more)]).toMatchObject([more, { status: code, body: { code: name, status: code } }]);
  });

  it('name all faults of a body at once, by pointer', async () => {
    const { body } = await market.customer.post('/api/v1/storefront/orders', {
      productId: 7,
      edition: null,
      quantity: 'many',
      addons: [{ code: 'mail', quantity: -1 }],
      extra: 1,
    });
    expect(body.errors.map(({ pointer }: Wire) => pointer).sort()).toEqual([
      '/addons/0/quantity',
      '/edition',
      '/extra',
      '/paymentFrequency',
      '/productId',
      '/quantity',
    ]);
  });

  it('let one of two buyers win', async () => {
    const both = await Promise.all([buy(market.customer), buy(market.customer)]);
    expect(both.map((reply) => reply.status).sort()).toEqual([201, 409]);
    expect(both.find((reply) => reply.status === 409)!.body.code).toBe('subscription.exists');
    const { id } = both.find((reply) => reply.status === 201)!.body;
    await fulfil(id, { systemStatus: 'Fail', reasonCode: 'NO_CAPACITY', note: 'Sorry.' });
    const failed = await market.customer.get(`/api/v1/orders/${id}`);
    expect(failed.body).toMatchObject({
      dueOn: null,
      currentStatusInfo: { systemStatus: 'Fail', reasonCode: 'NO_CAPACITY', note: 'Sorry.' },
    });
  });

  it('keep to the status table', async () => {
    const { id } = (await buy(market.customer)).body; // the failed one left the way free at once
    const path = `/api/v1/orders/${id}/status`;
    expect(await status(id, { systemStatus: 'Confirmed' })).toMatchObject({
      status: 409,
      body: { code: 'order.invalid-transition', allowed: ['Validation'] },
    });
    expect((await status(id, { systemStatus: 'Nowhere' })).status).toBe(400);
    expect((await status(id, { systemStatus: 'Validation' }, { 'if-match': '"7"' })).status).toBe(412);
    expect((await status(id, { systemStatus: 'Validation' }, { 'if-match': '"0"' })).body.revision).toBe(1);
    expect((await status(id, { systemStatus: 'Validation' })).body.revision).toBe(1); // quiet
    expect(await status(id, { systemStatus: 'Done' })).toMatchObject({ status: 409, body: { allowed: ['Confirmed', 'Fail'] } });
    expect((await status(id, { systemStatus: 'Confirmed' })).status).toBe(200);
    expect(await status(id, { systemStatus: 'Done' })).toMatchObject({ status: 422, body: { code: expect.stringMatching(/^order\./) } });
    expect((await status(id, done)).body.currentStatusInfo.systemStatus).toBe('Done');
    expect(await market.customer.put(path, { systemStatus: 'Fail' })).toMatchObject({ status: 403, body: { code: 'order.vendor-only' } });
    expect((await market.customer.put(path, { systemStatus: 'Fail', x: 1 }, { headers: { 'content-type': 'text/plain' } })).status).toBe(
      415,
    );
  });

  it("hide another tenant's orders", async () => {
    const others = await open(platform, 'x');
    const theirs = (await others.customer.post('/api/v1/storefront/orders', purchase(others.product.productId))).body;
    for (const who of [market.customer, market.vendor, market.agent]) {
      expect((await who.get(`/api/v1/orders/${theirs.id}`)).status).toBe(404);
      expect((await who.get(`/api/v1/orders/${theirs.id}/history`)).status).toBe(404);
      expect((await who.get(`/api/v1/subscriptions/${theirs.subscriptionId}`)).status).toBe(404);
      expect((await who.get(`/api/v1/orders/by-number/${theirs.orderNumber}`)).status).toBe(404);
      expect((await who.put(`/api/v1/orders/${theirs.id}/status`, { systemStatus: 'Validation' })).status).toBe(404);
    }
    expect((await market.agent.get('/api/v1/orders?orderAccessType=Operator')).body.code).toBe('token.operator-only');
    expect(await market.agent.get('/api/v1/orders')).toMatchObject({ status: 400, body: { errors: [{ pointer: 'orderAccessType' }] } });
  });

  it('change and cancel', async () => {
    const [subscription] = (
      await eventually(
        () => market.customer.get('/api/v1/subscriptions?status=ACTIVE'),
        ({ body }) => body.totalCount === 1,
      )
    ).body.items;
    const path = `/api/v1/storefront/subscriptions/${subscription.id}`;
    const change = await market.customer.post(`${path}/change`, { quantity: 5, addons: [{ code: 'mail' }] });
    expect(change).toMatchObject({ status: 201, body: { kind: 'Change', subscriptionId: subscription.id } });
    expect(change.body.orderLines.map(({ code, quantity }: Wire) => [code, quantity])).toEqual([
      ['basic', 5],
      ['mail', 1],
    ]);
    expect(await market.customer.post(`${path}/cancel`)).toMatchObject({ status: 409, body: { code: 'order.open-exists' } });
    await fulfil(change.body.id, { systemStatus: 'Done' });
    expect((await market.customer.get(`/api/v1/subscriptions/${subscription.id}`)).body).toMatchObject({
      status: 'ACTIVE',
      quantity: 5,
      orders: [expect.any(String), change.body.id],
    });
    const cancel = await market.customer.post(`${path}/cancel`, { reason: 'too dear' });
    expect(cancel).toMatchObject({ status: 201, body: { kind: 'Cancel', orderLines: [] } });
    await fulfil(cancel.body.id, { systemStatus: 'Done' });
    expect((await market.customer.get(`/api/v1/subscriptions/${subscription.id}`)).body.status).toBe('CANCELLED');
    expect(await market.customer.post(`${path}/change`, { quantity: 1 })).toMatchObject({
      status: 409,
      body: { code: 'subscription.invalid-transition' },
    });
  });

  it('let a vendor order its own drafts again and again, out of sight', async () => {
    const programs = await market.operator.post('/api/v1/tenants/acme/service-accounts', {
      name: 'tester',
      scopes: ['storefront', 'orders', 'integrations'],
    });
    const tester = await Client.as(platform.url, programs.body);
    const draft = (await tester.post('/api/v1/products', product('acme.crm', { name: 'Draft' }))).body;
    for (let i = 0; i < 3; i++) {
      const order = await tester.post('/api/v1/storefront/orders', purchase(draft.productId));
      expect(order).toMatchObject({ status: 201, body: { isTesting: true, customer: { tenantId: 'acme' }, vendor: { tenantId: 'acme' } } });
    }
    const list = (more: string) => tester.get(`/api/v1/orders?orderAccessType=Customer${more}`);
    const all = await eventually(
      () => list('&includeTestingOrders=true'),
      ({ body }) => body.totalCount === 3,
    );
    expect(all.body.totalCount).toBe(3);
    expect((await list('')).body.totalCount).toBe(0);
    expect((await buy(tester, { productId: '01a20337-0000-7000-8000-000000000000' })).status).toBe(404);
  });

  it('page through lists with a cursor that belongs to its caller', async () => {
    const first = await market.agent.get('/api/v1/orders?orderAccessType=Vendor&limit=2');
    expect(first.body).toMatchObject({
      totalCount: expect.any(Number),
      items: [expect.anything(), expect.anything()],
      nextCursor: expect.any(String),
    });
    const seen = first.body.items.map(({ id }: Wire) => id);
    let cursor = first.body.nextCursor;
    while (cursor) {
      const page = await market.agent.get(`/api/v1/orders?orderAccessType=Vendor&limit=2&cursor=${encodeURIComponent(cursor)}`);
      expect(page.body.totalCount).toBeNull();
      seen.push(...page.body.items.map(({ id }: Wire) => id));
      cursor = page.body.nextCursor;
    }
    expect(new Set(seen).size).toBe(first.body.totalCount);
    const stolen = await market.customer.get(
      `/api/v1/orders?orderAccessType=Customer&limit=2&cursor=${encodeURIComponent(first.body.nextCursor)}`,
    );
    expect(stolen).toMatchObject({ status: 400, body: { code: 'cursor.invalid' } });
  });

  it('show what was written at once where the position is named', async () => {
    const order = await buy(market.customer);
    const position = order.headers.get('causeway-position')!;
    const list = await market.customer.get('/api/v1/orders?orderAccessType=Customer&systemStatus=Released', {
      headers: { 'causeway-min-position': position },
    });
    expect(list.headers.get('causeway-stale')).toBeNull();
    expect(list.body.items.map(({ id }: Wire) => id)).toContain(order.body.id);
    expect(
      await market.customer.get('/api/v1/orders?orderAccessType=Customer', { headers: { 'causeway-min-position': '99999999999' } }),
    ).toMatchObject({ status: 400, body: { code: 'position.invalid' } });
    expect((await market.customer.get(`/api/v1/orders/by-number/${order.body.orderNumber}`)).body.id).toBe(order.body.id);
    expect((await market.customer.post(`/api/v1/storefront/orders/${order.body.id}/withdraw`)).body.currentStatusInfo).toMatchObject({
      systemStatus: 'Fail',
      reasonCode: 'WITHDRAWN',
    });
    const flow = await market.customer.get(`/api/v1/orders/${order.body.id}/flow`);
    expect(flow.status).toBe(200);
  });

  it('do the same request once, however often it is sent', async () => {
    const key = { 'idempotency-key': 'one-and-the-same' };
    const replies = await Promise.all(Array.from({ length: 20 }, () => buy(market.customer, {}, key)));
    expect(new Set(replies.map(({ body }) => body.id)).size).toBe(1);
    expect(replies.filter(({ headers }) => headers.get('idempotency-replayed') === 'true')).toHaveLength(19);
    expect(await buy(market.customer, { quantity: 2 }, key)).toMatchObject({ status: 422, body: { code: 'idempotency.key-reused' } });
    expect((await buy(market.customer, {}, { 'idempotency-key': '' })).status).toBe(400);
  });

  it('ask who it is before anything else', async () => {
    expect((await fetch(`${platform.url}/api/v1/orders`)).status).toBe(401);
    const weak = await Client.as(platform.url, market.customerAccount, { scope: 'storefront' });
    expect(await weak.get('/api/v1/orders?orderAccessType=Customer')).toMatchObject({ status: 403, body: { code: 'token.scope-missing' } });
    expect((await weak.get('/api/v1/products')).status).toBe(200);
  });
});
