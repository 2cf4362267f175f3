// Tenants never meet (spec 70): every route of the OpenAPI document × every way to name another's thing × three tenants.
import assert from 'node:assert/strict';
import { Client, made } from './kit/http.mjs';
import { openCustomer, openPartner } from './kit/market.mjs';
import { OPERATOR, startPlatform } from './kit/platform.mjs';
import { listenForHooks } from './kit/receiver.mjs';
import { eventually, suite } from './kit/suite.mjs';
import { attempts } from './tenants/attempts.mjs';
import { strangersAtIntegrations } from './tenants/integrations.mjs';
import { leaksOf, openParty } from './tenants/parties.mjs';
import { ROUTES } from './tenants/routes.mjs';

/** Headers with which others have been talked into another tenant. */
const smuggled = (tenantId) => ({
  tid: tenantId,
  'x-tenant-id': tenantId,
  'x-tenant': tenantId,
  'tenant-id': tenantId,
  'x-forwarded-tenant': tenantId,
  'ce-tenantid': tenantId,
});

await suite('tenants-never-meet', async ({ check, cleanup, note }) => {
  const platform = await startPlatform(cleanup);
  const hooks = await listenForHooks(cleanup);
  // Webhooks are taken; a product host says that it will answer later.
  hooks.answer = (response, { path }) => response.writeHead(path.includes('/host?') ? 202 : 204).end();
  const operator = await Client.as(platform.url, OPERATOR);
  const parties = [];
  for (const tenantId of ['alpha-co', 'beta-co', 'gamma-co']) parties.push(await openParty(operator, tenantId, hooks));
  const document = await made(operator.get('/api/openapi.json'));
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
  );
  const pairs = parties.flatMap((owner) => parties.filter((one) => one !== owner).map((stranger) => ({ owner, stranger })));
  let asked = 0;

  /** Asks as a stranger and gives what is wrong with the answer. */
  const ask = async (client, owner, { method, path, body, headers = {} }, allowed) => {
    asked++;
    const reply = await client.call(method, path, body, { headers });
    const said = `${path}${JSON.stringify(body ?? '')}${JSON.stringify(headers)}`;
    const leaks = leaksOf(owner, reply.text, said);
    const what = `${method} ${path} → ${reply.status} ${reply.text.slice(0, 200)}`;
    if (leaks.length > 0) return [`shows ${leaks.join(', ')}: ${what}`];
    return allowed.includes(reply.status) ? [] : [what];
  };
  const asStrangers = async (owner, stranger, request, allowed) => {
    const wrong = [];
    for (const client of [stranger.client, stranger.agent])
      for (const headers of [{}, smuggled(owner.tenantId)]) wrong.push(...(await ask(client, owner, { ...request, headers }, allowed)));
    return wrong;
  };

  await check('the matrix knows every route of the OpenAPI document, and no other', () => {
    const known = new Set(Object.keys(ROUTES));
    const there = operations.map(({ method, path }) => `${method} ${path}`);
    assert.deepEqual([there.filter((route) => !known.has(route)), [...known].filter((route) => !there.includes(route))], [[], []]);
  });
  for (const operation of operations) {
    const rule = ROUTES[`${operation.method} ${operation.path}`];
    if (!rule) continue;
    await check(`${operation.method} ${operation.path}`, async () => {
      const wrong = [];
      for (const { owner, stranger } of pairs)
        for (const { request, allowed, scopeToo } of attempts(operation, rule, owner)) {
          wrong.push(
            ...(await asStrangers(owner, stranger, request, scopeToo ? [...allowed, ...(await lacksScope(stranger, request))] : allowed)),
          );
        }
      assert.deepEqual(wrong.slice(0, 6), []);
    });
  }

  /** The agent's account holds fewer scopes than its company's: 403 then comes before anything is looked for. */
  async function lacksScope({ agent }, { method, path, body }) {
    const reply = await agent.call(method, path, body);
    return reply.status === 403 && ['token.scope-missing', 'token.operator-only'].includes(reply.body.code) ? [403] : [];
  }

  await check('a cursor of one tenant opens no page of another', async () => {
    const wrong = [];
    for (const party of parties) {
      for (let n = 0; n < 2; n++)
        await made(
          party.client.post('/api/v1/storefront/orders', { ...purchase(party), answers: { subdomain: `secret-of-${party.tenantId}` } }),
        );
      for (const path of [
        '/api/v1/orders?orderAccessType=Vendor&includeTestingOrders=true&limit=1',
        '/api/v1/subscriptions?includeTesting=true&limit=1',
        '/api/v1/gateway/deliveries?limit=1',
      ]) {
        const { body } = await eventually(
          () => party.agent.get(path),
          (reply) => reply.body.nextCursor,
        );
        assert.ok(body.nextCursor, `no cursor of ${path}: ${JSON.stringify(body).slice(0, 200)}`);
        for (const stranger of parties.filter((one) => one !== party)) {
          const reply = await stranger.agent.get(`${path}&cursor=${encodeURIComponent(body.nextCursor)}`);
          asked++;
          if (reply.status !== 400 || reply.body.code !== 'cursor.invalid')
            wrong.push(`${path}: ${reply.status} ${reply.text.slice(0, 200)}`);
        }
      }
    }
    assert.deepEqual(wrong, []);
  });
  await check('an Idempotency-Key of one tenant answers nobody else', async () => {
    const key = { headers: { 'idempotency-key': 'the-same-for-all' } };
    const orders = [];
    for (const party of parties) orders.push(await party.client.post('/api/v1/storefront/orders', purchase(party), key));
    assert.deepEqual(
      orders.map(({ status, headers }) => [status, headers.get('idempotency-replayed')]),
      parties.map(() => [201, null]),
    );
    assert.equal(new Set(orders.map(({ body }) => body.id)).size, parties.length);
  });
  await check('a replay tells a consumer nothing of others, whatever subject it names', async () => {
    for (const { owner, stranger } of pairs) {
      const { jobId } = await made(
        stranger.agent.post(`/api/v1/gateway/consumers/${stranger.tenantId}/replay`, {
          from: '0',
          dryRun: true,
          subject: `order:${owner.order.id}`,
        }),
      );
      const { body: job } = await eventually(
        () => stranger.agent.get(`/api/v1/jobs/${jobId}`),
        ({ body }) => body.state === 'done',
      );
      assert.deepEqual([job.state, job.result?.count], ['done', 0]);
    }
  });
  await check('no token names a tenant that is not its own', async () => {
    for (const { owner, stranger } of pairs)
      for (const account of [stranger.agentAccount, stranger.account]) {
        const reply = await Client.as(platform.url, account, { tid: owner.tenantId }).then(
          () => 'a token',
          (error) => error.message,
        );
        assert.match(reply, /invalid_target/);
      }
  });
  await check('a vendor and a customer see their one order and nothing else of each other', async () => {
    const [vendor, customer] = [await openPartner(operator, 'delta-co'), await openCustomer(operator, 'epsilon')];
    const order = await made(
      customer.client.post('/api/v1/storefront/orders', purchase({ things: { productId: vendor.product.productId } })),
    );
    for (const client of [vendor.client, customer.client]) assert.equal((await client.get(`/api/v1/orders/${order.id}`)).status, 200);
    for (const { client } of parties) assert.equal((await client.get(`/api/v1/orders/${order.id}`)).status, 404);
    const seen = await made(
      customer.client
        .get('/api/v1/orders?orderAccessType=Vendor&includeTestingOrders=true')
        .then((reply) => (reply.status === 403 ? { status: 200, body: { items: [] } } : reply)),
    );
    assert.deepEqual(seen.items, []);
  });
  await strangersAtIntegrations(check, { platform, pairs, parties });
  await check('each was told its own and only its own', async () => {
    await eventually(() => parties.every(({ tenantId }) => hooks.received.some(({ path }) => path.startsWith(`/${tenantId}/`))));
    const wrong = hooks.received.flatMap((message) =>
      parties
        .filter(({ tenantId }) => !message.path.startsWith(`/${tenantId}/`))
        .flatMap((owner) => leaksOf(owner, JSON.stringify(message), '')),
    );
    assert.deepEqual(wrong, []);
  });
  await check('what strangers tried changed nothing', async () => {
    for (const { client, agent, things, order, tenantId } of parties) {
      assert.deepEqual((await made(client.get(`/api/v1/orders/${order.id}`))).revision, order.revision);
      assert.deepEqual((await made(client.get(`/api/v1/products/${things.productId}`))).name, `Draft of ${tenantId}`);
      assert.deepEqual((await made(agent.get(`/api/v1/gateway/consumers/${tenantId}`))).status, 'active');
      assert.equal((await client.get(`/api/v1/service-accounts/${things.clientId}`)).status, 200);
    }
  });
  await check('the platform logged no defect', () => assert.deepEqual(platform.complaints, []));
  note(`${operations.length} routes, ${asked} requests by strangers`);

  function purchase({ things }) {
    return {
      productId: things.productId,
      edition: 'basic',
      quantity: 1,
      addons: [],
      paymentFrequency: 'monthly',
      trial: false,
      answers: { subdomain: 'x' },
    };
  }
});
