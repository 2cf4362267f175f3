// Several workers (spec 70): one frozen and woken, one killed. Another takes over within 10 s; the frozen one cannot write; nothing doubled or out of order.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { allOf, made } from './kit/http.mjs';
import { buy, differences, openMarket, tellOfOrders } from './kit/market.mjs';
import { listenForHooks } from './kit/receiver.mjs';
import { startRole, startStores } from './kit/stores.mjs';
import { eventually, sleep, suite, times } from './kit/suite.mjs';

const ROUNDS = times(1, 5);
const TAKEOVER = 10_000;
const WATCHFUL = fileURLToPath(new URL('kit/watchful.cjs', import.meta.url));

await suite('several-workers', async ({ check, cleanup, note }) => {
  const stores = await startStores(cleanup);
  const hooks = await listenForHooks(cleanup);
  const api = await startRole(cleanup, stores, 'api', {}, { together: true });
  const shared = { CAUSEWAY_PUBLIC_URL: api.url };
  const workers = [];
  for (let n = 0; n < 3; n++) workers.push(await startRole(cleanup, stores, 'worker', shared, { preload: [WATCHFUL], together: true }));
  for (const one of [api, ...workers]) await one.ready();
  const market = await openMarket(api.url, '', { acknowledgeWithinHours: 1 });
  const { operator, vendor, customer, productId } = market;
  await tellOfOrders(vendor.agent, hooks.url);
  const answered = [];
  let over = false;
  let newest = 0;
  const buyer = async () => {
    while (!over) {
      const bought = await buy(customer, productId, { headers: { 'idempotency-key': randomUUID() } }).catch(() => null);
      if (bought?.status === 201) {
        answered.push({ ...bought.body, at: performance.now() });
        const said = await vendor.agent.put(`/api/v1/orders/${bought.body.id}/status`, { systemStatus: 'Validation' }).catch(() => null);
        newest = Math.max(newest, Number(said?.headers.get('causeway-position') ?? 0));
      }
      await sleep(100);
    }
  };
  const working = [buyer(), buyer()];
  cleanup(() => {
    over = true;
    return Promise.all(working);
  });
  const told = (order) => hooks.received.find(({ body }) => body.orderId === order.id);
  const next = async () => {
    const count = answered.length;
    await eventually(() => answered.length > count);
    return answered.at(-1);
  };
  /** Milliseconds until an order bought now is told and listed. */
  const untilTold = async (withinMs = 30_000) => {
    const from = performance.now();
    const order = await next();
    await eventually(() => told(order), Boolean, withinMs);
    if (!told(order)) console.log(`  ${order.id} was not told; the hooks have ${hooks.received.length}`);
    const listed = () =>
      customer.client
        .get('/api/v1/orders?orderAccessType=Customer&limit=1000')
        .then(({ body }) => body.items?.some(({ id }) => id === order.id));
    await eventually(listed, Boolean, withinMs, 100);
    return performance.now() - from;
  };
  // A lane moves to a worker that came later; give all three their share before the first blow.
  await untilTold();
  await sleep(6_000);
  const [took, doubled] = [[], []];
  /** Every worker in turn, so that whichever holds the lane and the views is hit. */
  const hit = async (blow) => {
    for (const worker of workers) {
      const undo = await blow(worker);
      took.push(Math.round(await untilTold()));
      await undo();
      await sleep(3_000);
    }
  };

  await check(`each worker frozen (SIGSTOP) in turn, ${ROUNDS} times: another takes over within 10 s`, async () => {
    for (let n = 0; n < ROUNDS; n++)
      await hit(async (worker) => {
        worker.child.kill('SIGSTOP');
        return async () => worker.child.kill('SIGCONT');
      });
    note(`taken over after ${took.join(', ')} ms`);
    assert.deepEqual(
      took.filter((ms) => ms > TAKEOVER + 500),
      [],
    );
  });
  await check(`each worker killed in turn, ${ROUNDS} times: another takes over within 10 s`, async () => {
    took.length = 0;
    for (let n = 0; n < ROUNDS; n++)
      await hit(async (worker) => {
        await worker.kill();
        return () => worker.launch().ready();
      });
    note(`after kills ${took.join(', ')} ms`);
    assert.deepEqual(
      took.filter((ms) => ms > TAKEOVER + 500),
      [],
    );
  });
  await check('a deploy: all workers at once ended by SIGTERM and started anew', async () => {
    const codes = await Promise.all(workers.map((worker) => worker.kill('SIGTERM')));
    assert.deepEqual(codes, [0, 0, 0]);
    await Promise.all(workers.map((worker) => worker.launch().ready()));
    const ms = await untilTold();
    assert.ok(ms < TAKEOVER + 500, `${Math.round(ms)} ms`);
  });
  over = true;
  await Promise.all(working);
  await check(
    'every notice was told, first tellings in order, and no woken worker told anything after its order went on elsewhere',
    async () => {
      // As of the newest answer: the list may be behind it, and an order in it then seems told of too much.
      const listed = await allOf(operator, '/api/v1/orders?orderAccessType=Operator', { headers: { 'causeway-min-position': newest } });
      assert.equal(listed.length >= answered.length, true);
      assert.deepEqual(
        (await hooks.untold(listed, 60_000)).map(({ id, revision }) => [id, revision, hooks.firsts().get(id)]).slice(0, 5),
        [],
      );
      for (const { id } of listed) {
        const revisions = hooks.received.filter(({ body }) => body.orderId === id).map(({ body }) => body.revision);
        // Told again is allowed after a blow; an earlier one after the acknowledged end of a later one is not, but for the one under way at the blow.
        const back = revisions.filter((revision, at) => at > 0 && revision < Math.max(...revisions.slice(0, at)));
        if (back.length > 1) doubled.push([id, revisions]);
      }
      assert.deepEqual(doubled.slice(0, 5), []);
      const again = hooks.received.length - new Set(hooks.received.map(({ headers }) => headers['webhook-id'])).size;
      note(`${listed.length} orders, ${hooks.received.length} notices, ${again} told again`);
    },
  );
  await check('the read models equal the record', async () => assert.deepEqual(await differences(operator), []));
  await check('no worker left a rejection unhandled, and none stopped at anything', async () => {
    for (const worker of workers)
      assert.deepEqual(
        worker.output.split('\n').filter((line) => line.includes('Unhandled')),
        [],
      );
    const { items } = await made(operator.get('/api/v1/projections'));
    assert.deepEqual(
      items.filter(({ state }) => state !== 'running').map(({ name, state, error }) => ({ name, state, error })),
      [],
    );
  });
});
