// Stores away (spec 70): cut off behind a proxy, a request is answered 503 with Retry-After within 2 s; whole again 5 s after; nothing lost.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { allOf } from './kit/http.mjs';
import { buy, differences, openMarket, tellOfOrders } from './kit/market.mjs';
import { listenForHooks } from './kit/receiver.mjs';
import { startRole, startStores } from './kit/stores.mjs';
import { eventually, sleep, suite, times } from './kit/suite.mjs';

const ROUNDS = times(12, 60);
const AWAY_MS = 2_500;
const LATEST_REFUSAL = 2_000;
const WHOLE_WITHIN = 5_000;
/** A little for a machine that others use too. */
const SLACK = 300;
const TROUBLES = [['refuse'], ['blackhole'], ['reset'], ['slow', 2_000]];
const at = (path) => fileURLToPath(new URL(path, import.meta.url));

await suite('stores-away', async ({ check, cleanup, note }) => {
  const stores = await startStores(cleanup);
  const hooks = await listenForHooks(cleanup);
  const platform = await startRole(
    cleanup,
    stores,
    'all',
    {},
    { preload: [at('kit/heap.cjs'), at('kit/watchful.cjs')], nodeArgs: ['--expose-gc'] },
  );
  const { operator, vendor, customer, productId } = await openMarket(platform.url);
  await tellOfOrders(vendor.agent, hooks.url);
  const bought = new Map();
  const purchase = async (key = randomUUID()) => {
    const reply = await buy(customer, productId, { headers: { 'idempotency-key': key }, timeoutMs: 20_000 }).catch((error) => ({
      status: 0,
      took: 0,
      error,
    }));
    if (reply.status === 201) bought.set(key, reply.body);
    return { ...reply, key };
  };
  for (let n = 0; n < 20; n++) await purchase();
  const first = await platform.collected();
  const [late, odd, unfinished, returns] = [[], [], new Set(), []];

  const round = async (store, [mode, ms]) => {
    const what = `${store === stores.events ? 'events' : 'documents'} ${mode}`;
    await store.become(mode, ms);
    const end = performance.now() + AWAY_MS;
    const refusals = [];
    let slowest = 0;
    // What needs no store shows how slow the machine itself is just now.
    const watching = (async () => {
      while (performance.now() < end) {
        const from = performance.now();
        await fetch(`${platform.url}/health/live`).then((answer) => answer.text());
        slowest = Math.max(slowest, performance.now() - from);
        await sleep(50);
      }
    })();
    const [known] = [...bought.values()].slice(-1);
    const asks = [
      () => purchase(),
      () => customer.client.get('/api/v1/orders?orderAccessType=Customer'),
      () => customer.client.get(`/api/v1/orders/${known.id}`),
      () => vendor.agent.put(`/api/v1/orders/${known.id}/status`, { systemStatus: 'Validation' }),
    ];
    const worker = async (ask, name) => {
      while (performance.now() < end) {
        const from = performance.now();
        const reply = await ask().catch((error) => ({ status: 0, error, headers: new Headers() }));
        const took = performance.now() - from;
        if (reply.status === 503 && !reply.headers.get('retry-after')) odd.push(`${what}: 503 without Retry-After`);
        if (![200, 201, 503].includes(reply.status))
          odd.push(`${what} ${name}: ${reply.status} ${reply.text ?? reply.error?.message}`.slice(0, 300));
        // What is answered late but well was slow, not away.
        if (reply.status === 503 || reply.status === 0)
          refusals.push([took, `${what} ${name}: ${reply.status} after ${Math.round(took)} ms`]);
        if (reply.key && reply.status !== 201) unfinished.add(reply.key);
        await sleep(20);
      }
    };
    const working = Promise.all(asks.map((ask, n) => worker(ask, ['buy', 'list', 'read', 'set status'][n])));
    await sleep(AWAY_MS);
    await store.become('pass');
    const back = performance.now();
    await Promise.all([working, watching]);
    for (const [took, told] of refusals)
      if (took > LATEST_REFUSAL + SLACK + slowest) late.push(`${told}; what needs no store took ${Math.round(slowest)} ms`);
    const whole = async () => {
      const order = await purchase();
      if (order.status !== 201) return false;
      const listed = await customer.client.get(`/api/v1/orders?orderAccessType=Customer&limit=1`, {
        headers: { 'causeway-min-position': order.headers.get('causeway-position') },
      });
      return listed.status === 200 && listed.headers.get('causeway-stale') === null && listed.body.items[0]?.id === order.body.id;
    };
    const isWhole = await eventually(whole, Boolean, 20_000, 50);
    console.log(`  ${what}: back after ${isWhole ? `${Math.round(performance.now() - back)} ms` : 'never'}`);
    returns.push({ what, ms: isWhole ? Math.round(performance.now() - back) : null });
  };

  for (let n = 0; n < ROUNDS; n++) {
    await customer.client.renew().catch(() => undefined);
    await round(n % 2 ? stores.documents : stores.events, TROUBLES[Math.floor(n / 2) % TROUBLES.length]);
  }
  await check(`${ROUNDS} times: every answer is the right one or 503 with Retry-After`, () => {
    assert.deepEqual([...odd.slice(0, 8), ...platform.complaints.slice(-3)], []);
  });
  await check('each refusal within 2 s', () => assert.deepEqual([late.length, late.slice(0, 8)], [0, []]));
  await check('whole again within 5 s of the return', () => {
    note(`back after ${returns.map(({ ms }) => ms).join(', ')} ms`);
    assert.deepEqual(
      returns.filter(({ ms }) => ms === null || ms > WHOLE_WITHIN + SLACK),
      [],
    );
  });
  await check('what was refused is bought by asking again, once; nothing answered is lost', async () => {
    for (const key of unfinished) {
      const reply = await eventually(
        () => purchase(key),
        ({ status }) => status !== 503,
        15_000,
      );
      assert.equal(reply.status, 201, reply.text);
    }
    const listed = await eventually(
      () => allOf(operator, '/api/v1/orders?orderAccessType=Operator'),
      ({ length }) => length >= bought.size,
      15_000,
    );
    assert.deepEqual(
      [...bought.values()].filter(({ id }) => !listed.some((one) => one.id === id)),
      [],
    );
    assert.equal(listed.length, bought.size);
    note(`${bought.size} orders, ${unfinished.size} of them asked for again`);
  });
  await check('every notice was told, in order', async () => {
    const listed = await allOf(operator, '/api/v1/orders?orderAccessType=Operator');
    assert.deepEqual(
      (await hooks.untold(listed, 60_000)).map(({ id, revision }) => [id, revision, hooks.firsts().get(id)]).slice(0, 5),
      [],
    );
  });
  await check('the read models equal the record', async () =>
    assert.deepEqual(await differences(operator, ['order-list', 'subscription-list', 'deliveries']), []),
  );
  await check('no rejection went unhandled, and memory is flat', async () => {
    assert.deepEqual(
      platform.output.split('\n').filter((line) => line.includes('Unhandled')),
      [],
    );
    const last = await platform.collected();
    note(`heap ${first.heap} MB before, ${last.heap} MB after`);
    assert.ok(last.heap <= first.heap * 1.15 + 5, `${first.heap} MB before, ${last.heap} MB after`);
  });
});
