#!/usr/bin/env node
/**
 * Orders fulfilled by events, told to a product host in a process of its own, each with its result recorded and its order
 * Done. First a backlog at full speed, then buying until Done with a host that reads every event, then GraphQL reads of one
 * integration.
 *
 *   node test/bench/product-host.mjs [--json] [--quick] [--rounds 5] [--orders 4000] [--only backlog]
 */
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { bench, built } from './kit/bench.mjs';
import { must } from './kit/checks.mjs';
import { caller, each, openMarket, profiled, quiet, root, startPlatform, tokenOf } from './kit/platform.mjs';

const { EmbeddedEventStore } = built('libs/event-sourcing/src/stores/embedded');
const { idFrom } = built('libs/event-sourcing/src');

const startHost = async (mode) => {
  const child = fork(join(root, 'test/bench/kit/answering-host.mjs'), [mode], { execArgv: [] });
  const ask = (question) => new Promise((resolve) => child.once('message', resolve) && child.send(question));
  const { port } = await new Promise((resolve) => child.once('message', resolve));
  return { url: `http://127.0.0.1:${port}`, ask, close: () => child.disconnect() };
};

/** A product whose orders are told to this host: created, signed on, published, linked. */
const integrate = async ({ vendor }, host) => {
  const graphql = async (query) => {
    const { data, errors } = await vendor('POST', '/api/graphql', { query });
    const [answer] = Object.values(data ?? {});
    if (errors || answer.userErrors?.length) throw new Error(JSON.stringify({ errors, data }));
    return answer;
  };
  const url = JSON.stringify(`${host.url}/events`);
  const { productIntegration } =
    await graphql(`mutation { createProductIntegration(input: {name: "Bench", createUrl: ${url}, cancelUrl: ${url},
    outboundCredentials: {type: OAUTH2, clientId: "a", clientSecret: "b", tokenUri: "${host.url}/token"}}) { productIntegration { id } userErrors { message } } }`);
  const { id } = productIntegration;
  await graphql(
    `mutation { addProductIntegrationBookmarkConfiguration(input: {integrationConfigurationId: "${id}", landingUrl: "https://a.example"}) { userErrors { message } } }`,
  );
  const { productIntegrationInboundClient: client } = await graphql(
    `mutation { generateProductIntegrationInboundClient(input: {id: "${id}"}) { productIntegrationInboundClient { clientId clientSecret } userErrors { message } } }`,
  );
  await graphql(`mutation { publishProductIntegration(input: {integrationId: "${id}"}) { userErrors { message } } }`);
  const { productId } = await vendor('POST', '/api/v1/products', {
    name: 'Bench',
    applicationCode: 'acme.crm',
    fulfilment: 'events',
    multipleSubscriptionsEnabled: true,
    editions: [{ code: 'basic', name: 'Basic', pricing: { model: 'free' } }],
  });
  await graphql(
    `mutation { linkProductIntegration(input: {productId: "${productId}", integrationId: "${id}"}) { userErrors { message } } }`,
  );
  await vendor('POST', `/api/v1/products/${productId}/publish`);
  return { id, productId, client };
};

const used = (pid) => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const ticks = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return { cpuMs: (Number(ticks[11]) + Number(ticks[12])) * 10, residentMb: Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)[1]) / 1024) };
};
const poolOf = (url, token) => {
  const pool = new Pool(url, { connections: 32, pipelining: 1 });
  const ask = async (method, path, body) => {
    const { statusCode, body: answer } = await pool.request({
      method,
      path,
      headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      body: body ? JSON.stringify(body) : undefined,
    });
    const text = await answer.text();
    if (statusCode >= 300) throw new Error(`${method} ${path}: ${statusCode} ${text}`);
    return text;
  };
  return { ask, close: () => pool.close() };
};
const wishFor = (productId) => ({ productId, edition: 'basic', paymentFrequency: 'monthly' });
const isDone = async (ask, id) => JSON.parse(await ask('GET', `/api/v1/orders/${id}`)).currentStatusInfo?.systemStatus === 'Done';

/** A backlog: orders that were released and raised while nobody could be told, written beside the platform. */
const drained = async (wanted, folder, round) => {
  const quick = await startHost('answers');
  let platform = await startPlatform({ folder: join(folder, `backlog-${round}`) });
  const market = await openMarket(platform.url);
  const { productId } = await integrate(market, quick);
  const pattern = await market.customer('POST', '/api/v1/storefront/orders', wishFor(productId));
  while (!(await isDone(poolOf(platform.url, market.customerToken).ask, pattern.id))) await sleep(20);
  await platform.stop();
  const store = EmbeddedEventStore.open(join(platform.folder, 'events.db'));
  const { subscriptionId } = pattern;
  const [released] = await store.read(`order-${pattern.id}`);
  const [initialized] = await store.read(`subscription-${subscriptionId}`);
  const [raised] = await store.read(`hostline-${subscriptionId}`);
  const backlog = Array.from({ length: wanted }, () => ({ orderId: randomUUID(), subscriptionId: randomUUID() }));
  await each(backlog, 64, async (one) => {
    const renamed = ({ type, data, schemaVersion, occurredOn, meta }) => {
      const text = JSON.stringify(data).replaceAll(pattern.id, one.orderId).replaceAll(subscriptionId, one.subscriptionId);
      const parsed = JSON.parse(text.replaceAll(raised.data.eventId, idFrom('host-event', one.orderId)));
      return [{ id: randomUUID(), type, data: parsed, schemaVersion, occurredOn, meta }];
    };
    await store.append(`order-${one.orderId}`, 'none', renamed(released));
    await store.append(`subscription-${one.subscriptionId}`, 'none', renamed(initialized));
    await store.append(`hostline-${one.subscriptionId}`, 'none', renamed(raised));
  });
  await store.close();
  const before = (await quick.ask({ wait: true })).answered;
  platform = await startPlatform({ folder: platform.folder, nodeArgs: profiled() });
  // Nothing of the past is being caught up with any more, so that nothing but telling is measured.
  await quiet(platform, caller(platform.url, await tokenOf(platform.url)));
  const idle = used(platform.child.pid).cpuMs;
  const from = performance.now();
  await quick.ask({ wait: false });
  while ((await quick.ask({})).answered - before < wanted) {
    must(performance.now() - from < 120_000, 'the backlog was not told within two minutes');
    await sleep(20);
  }
  const again = poolOf(platform.url, await tokenOf(platform.url));
  for (const { orderId } of backlog.slice(-20)) while (!(await isDone(again.ask, orderId))) await sleep(20);
  const draining = (performance.now() - from) / 1000;
  const worked = used(platform.child.pid);
  await again.close();
  await platform.stop();
  const after = EmbeddedEventStore.open(join(platform.folder, 'events.db'));
  const results = (await Promise.all(backlog.map(({ subscriptionId: id }) => after.read(`hostline-${id}`)))).filter((line) =>
    line.some(({ type, data }) => type === 'HostEventResolved' && data.result.success),
  ).length;
  await after.close();
  quick.close();
  must(results === wanted, `${results} of ${wanted} results are recorded`);
  platform.forget();
  return { perSecond: wanted / draining, cpuMs: (worked.cpuMs - idle) / wanted };
};

/** Bought until Done, the host reading every event, buyer and host on the same cores; then one integration read by GraphQL. */
const fulfilled = async (wanted, reads, folder) => {
  const reader = await startHost('reads');
  const platform = await startPlatform({ folder: join(folder, 'bought'), nodeArgs: profiled() });
  const fresh = await openMarket(platform.url);
  const linked = await integrate(fresh, reader);
  await reader.ask({ url: platform.url, token: await tokenOf(platform.url, linked.client) });
  const customer = poolOf(platform.url, fresh.customerToken);
  const orders = [];
  const start = performance.now();
  await each(Array.from({ length: wanted }), 32, async () =>
    orders.push(JSON.parse(await customer.ask('POST', '/api/v1/storefront/orders', wishFor(linked.productId))).id),
  );
  const buying = (performance.now() - start) / 1000;
  while ((await reader.ask({})).answered < wanted) await sleep(20);
  for (const id of orders) while (!(await isDone(customer.ask, id))) await sleep(20);
  const fulfilling = (performance.now() - start) / 1000;
  const { residentMb } = used(platform.child.pid);

  const vendor = poolOf(platform.url, fresh.vendorToken);
  const query = `query One($id: ID!) { productIntegration(id: $id) { id version type name createUrl cancelUrl createdOn lastTest { status } } }`;
  const question = { query, variables: { id: linked.id } };
  await each(Array.from({ length: 500 }), 32, () => vendor.ask('POST', '/api/graphql', question));
  const reading = await each(Array.from({ length: reads }), 32, () => vendor.ask('POST', '/api/graphql', question));
  await Promise.all([vendor.close(), customer.close()]);
  await platform.stop();
  reader.close();
  return { bought: wanted / buying, done: wanted / fulfilling, residentMb, read: reads / reading };
};

await bench(
  'product-host',
  { options: { orders: { type: 'string' }, only: { type: 'string' } } },
  async ({ values, quick, rounds, folder, figure, ratio }) => {
    const orders = Number(values.orders ?? (quick ? 300 : 4_000));
    const backlogs = [];
    for (let round = 0; round < rounds; round++) backlogs.push(await drained(orders, folder, round));
    const seen = (of) => backlogs.map((backlog) => backlog[of]);
    figure('host', 'events told to a product host, each with its result', 'events/s', seen('perSecond'));
    figure('host-cpu', 'processor time of the platform an event', 'ms', seen('cpuMs'));
    ratio(
      'host',
      'events told to 1,000/s',
      seen('perSecond').map((perSecond) => perSecond / 1000),
      { goal: 1 },
    );
    if (values.only === 'backlog') return;
    const live = await fulfilled(orders, quick ? 1_000 : 10_000, folder);
    figure('host-bought', 'orders bought beside that', 'orders/s', [live.bought]);
    figure('host-done', 'orders bought until Done', 'orders/s', [live.done]);
    figure('host-rss', 'resident then', 'MiB', [live.residentMb]);
    figure('host-graphql', 'GraphQL reads of one integration', 'requests/s', [live.read]);
    ratio('host-graphql', 'GraphQL reads to 3,000/s', [live.read / 3000], { goal: 1 });
  },
);
