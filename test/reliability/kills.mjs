// kill -9 (spec 70): at random moments and at named failpoints, while customers buy and an agent answers. No answered write is
// lost or doubled, every notice is told at least once and in order, and the read models equal the record.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import points from './kills/points.cjs';
import { allOf, made } from './kit/http.mjs';
import { openIntegration, startHost } from './kit/integration.mjs';
import { buy, differences, openMarket, tellOfOrders } from './kit/market.mjs';
import { startPlatform } from './kit/platform.mjs';
import { listenForHooks } from './kit/receiver.mjs';
import { eventually, quantile, sleep, suite, times } from './kit/suite.mjs';

const { POINTS } = points;
const RANDOM = times(40 - POINTS.length, 200);
const AT_EACH_POINT = times(1, 20);
const BUYERS = 6;
const FAILPOINTS = fileURLToPath(new URL('kills/failpoints.cjs', import.meta.url));

await suite('kills', async ({ check, cleanup, note }) => {
  const hooks = await listenForHooks(cleanup);
  const platform = await startPlatform(cleanup, {}, { preload: [FAILPOINTS] });
  const { operator, vendor, customer, productId } = await openMarket(platform.url);
  await tellOfOrders(vendor.agent, hooks.url);
  const host = await startHost(cleanup);
  const hosted = await openIntegration(vendor.client, vendor.applicationCode, host.url);
  await made(vendor.client.post(`/api/v1/products/${hosted.productId}/publish`));
  const products = [productId, hosted.productId];
  const boughtWith = new Map();
  const [answered, sent, wrong, readies] = [new Map(), new Set(), [], []];
  let over = false;
  const untilAnswered = async (ask) => {
    while (!over) {
      const reply = await ask().catch(() => null);
      if (reply && reply.status !== 503) return reply;
      await sleep(20);
    }
    return null;
  };
  const buyer = async () => {
    while (!over) {
      const key = randomUUID();
      sent.add(key);
      const product = products[sent.size % 2];
      boughtWith.set(key, product);
      const bought = await untilAnswered(() => buy(customer, product, { headers: { 'idempotency-key': key } }));
      if (bought === null) return;
      if (bought.status !== 201) wrong.push(`buying: ${bought.status} ${bought.text}`);
      else {
        answered.set(key, bought.body);
        if (product === hosted.productId) continue;
        const status = await untilAnswered(() =>
          vendor.agent.put(`/api/v1/orders/${bought.body.id}/status`, { systemStatus: 'Validation' }),
        );
        if (status && status.status !== 200) wrong.push(`answering: ${status.status} ${status.text}`);
      }
      await sleep(30);
    }
  };
  const working = Array.from({ length: BUYERS }, buyer);
  cleanup(() => {
    over = true;
    return Promise.all(working);
  });
  const again = async (more) => {
    const from = performance.now();
    await platform.launch(more).ready();
    readies.push(performance.now() - from);
  };

  await check(`${RANDOM} kills at random moments: the platform comes back each time`, async () => {
    for (let kill = 0; kill < RANDOM; kill++) {
      await sleep(150 + Math.random() * 450);
      await platform.kill();
      await again();
    }
    assert.equal(readies.length, RANDOM);
  });
  const hit = new Map();
  await check(`${AT_EACH_POINT} kills at each of ${POINTS.length} failpoints: each was reached, and the platform comes back`, async () => {
    await platform.kill();
    for (const point of POINTS)
      for (let n = 0; n < AT_EACH_POINT; n++) {
        // It dies by itself at the n-th time that it comes by.
        platform.launch({ CAUSEWAY_TEST_FAILPOINT: `${point}:${3 + Math.floor(Math.random() * 12)}` });
        const died = await Promise.race([platform.ended.then(() => true), sleep(30_000).then(() => false)]);
        console.log(`  ${point}: ${died ? 'reached' : 'not reached'}`);
        if (died) hit.set(point, (hit.get(point) ?? 0) + 1);
        await platform.kill();
      }
    await again();
    note(`${RANDOM} random kills, ${[...hit.values()].reduce((a, b) => a + b, 0)} at ${hit.size} failpoints`);
    assert.deepEqual(
      POINTS.filter((point) => hit.get(point) !== AT_EACH_POINT),
      [],
    );
  });
  await sleep(300);
  over = true;
  await Promise.all(working);
  const listed = await eventually(
    () => allOf(operator, '/api/v1/orders?orderAccessType=Operator'),
    ({ length }) => length >= answered.size,
    15_000,
  );

  await check('nothing was answered but 201 and 200', () => assert.deepEqual(wrong.slice(0, 5), []));
  await check('every answered purchase is there, once, and is the same when it is asked for again', async () => {
    const ids = new Set(listed.map(({ id }) => id));
    assert.ok(answered.size > RANDOM, `only ${answered.size} were answered`);
    assert.deepEqual(
      [...answered.values()].filter(({ id }) => !ids.has(id)),
      [],
    );
    assert.deepEqual([ids.size, new Set(listed.map(({ orderNumber }) => orderNumber)).size], [listed.length, listed.length]);
    assert.ok(listed.length <= sent.size, `${listed.length} orders of ${sent.size} requests`);
    for (const [key, order] of [...answered].filter((_, at) => at % 5 === 0)) {
      const reply = await buy(customer, boughtWith.get(key), { headers: { 'idempotency-key': key } });
      assert.deepEqual([reply.body, reply.headers.get('idempotency-replayed')], [order, 'true']);
    }
    note(`${answered.size} answered purchases`);
  });
  await check('what a product host answered before a kill is asked again, and has one result', async () => {
    const orders = [...answered].filter(([key]) => boughtWith.get(key) === hosted.productId).map(([, order]) => order);
    const accounts = new Set([...host.answered.values()].flat());
    for (const { id, subscriptionId } of orders) {
      const statusOf = async () =>
        (await made(operator.get(`/api/v1/orders/${id}/history`))).items.map(({ data }) => data.systemStatus ?? 'New');
      const statuses = await eventually(statusOf, (all) => all.at(-1) === 'Done', 20_000);
      assert.deepEqual(statuses, ['New', 'Validation', 'Confirmed', 'Done'], id);
      const { accountIdentifier } = await made(customer.client.get(`/api/v1/subscriptions/${subscriptionId}`));
      assert.ok(accounts.delete(accountIdentifier), `${accountIdentifier} was not answered, or is of two orders`);
    }
    const again = [...host.answered.values()].filter(({ length }) => length > 1).length;
    note(`${orders.length} by a product host, ${again} of them asked again`);
    assert.ok(again > 0, 'no kill came between its answer and our record');
  });
  await check('every notice was told at least once, first tellings in order', async () => {
    const current = await allOf(operator, '/api/v1/orders?orderAccessType=Operator');
    assert.deepEqual(
      (await hooks.untold(current, 30_000)).map(({ id, revision }) => [id, revision, hooks.firsts().get(id)]).slice(0, 5),
      [],
    );
  });
  await check('the positions of the record have no gap', async () => {
    const [one] = listed;
    const { items } = await made(operator.get(`/api/v1/orders/${one.id}/history`));
    assert.deepEqual(
      items.map(({ revision }) => revision),
      [...items.keys()],
    );
  });
  await check('the read models equal the record', async () => assert.deepEqual(await differences(operator), []));
  await check('ready again within 5 s, or on a busy machine within 1.5 times what a start after an orderly stop takes', async () => {
    const orderly = [];
    for (let n = 0; n < 3; n++) {
      await platform.kill('SIGTERM');
      const from = performance.now();
      await platform.launch().ready();
      orderly.push(performance.now() - from);
    }
    const middle = (all) => Math.round(quantile(all, 0.5));
    note(`ready again after ${middle(readies)} ms, after an orderly stop ${middle(orderly)} ms`);
    assert.ok(middle(readies) < Math.max(5_000, 1.5 * middle(orderly)), `${middle(readies)} ms, ${middle(orderly)} ms`);
  });
});
