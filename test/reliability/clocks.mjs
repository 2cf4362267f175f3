// Clocks may jump (spec 70): an hour forward, an hour back, frozen, in the middle of work: order by position only, no early
// token, no double owner, no mass redelivery.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { allOf, Client, made } from './kit/http.mjs';
import { buy, differences, openMarket, tellOfOrders } from './kit/market.mjs';
import { OPERATOR, startPlatform } from './kit/platform.mjs';
import { listenForHooks } from './kit/receiver.mjs';
import { eventually, sleep, suite, times } from './kit/suite.mjs';

const JUMPING = fileURLToPath(new URL('clocks/jumping.cjs', import.meta.url));
const HOUR = 3_600_000;
const JUMPS = [
  ['+1 h', HOUR],
  ['back', 0],
  ['-1 h', -HOUR],
  ['back again', 0],
  ['frozen', 'frozen'],
  ['alive', 0],
];
const ROUNDS = times(1, 5);

await suite('clocks', async ({ check, cleanup, note }) => {
  const hooks = await listenForHooks(cleanup);
  const file = join((await import('node:os')).tmpdir(), `reliability-clock-${process.pid}`);
  cleanup(async () => (await import('node:fs')).rmSync(file, { force: true }));
  const turn = async (to) => {
    writeFileSync(file, String(to));
    await sleep(300);
  };
  writeFileSync(file, '0');
  const platform = await startPlatform(cleanup, { CAUSEWAY_TEST_CLOCK: file }, { preload: [JUMPING] });
  const { vendor, customer, productId, operator } = await openMarket(platform.url, '', {
    acknowledgeWithinHours: 720,
    fulfilWithinHours: 720,
  });
  await tellOfOrders(vendor.agent, hooks.url);
  const clients = [vendor.agent, customer.client, operator];
  const renew = () => Promise.all(clients.map((client) => client.renew()));
  const bought = [];
  const work = async () => {
    for (let n = 0; n < 10; n++) {
      const order = await made(buy(customer, productId));
      bought.push(order);
      for (const systemStatus of ['Validation', 'Confirmed'])
        await made(vendor.agent.put(`/api/v1/orders/${order.id}/status`, { systemStatus }));
    }
  };
  await work();
  const lagOf = [];
  for (let n = 0; n < ROUNDS; n++)
    for (const [name, to] of JUMPS)
      await check(`${name}: work goes on, and what happens is told at once`, async () => {
        await turn(to);
        await renew();
        const from = bought.length;
        const before = hooks.received.length;
        await work();
        const began = performance.now();
        const missing = () => bought.slice(from).filter(({ id }) => hooks.firsts().get(id)?.length !== 3);
        await eventually(missing, ({ length }) => length === 0, 10_000);
        lagOf.push(Math.round(performance.now() - began));
        assert.equal(missing().length, 0);
        assert.equal(hooks.received.length, before + 30, 'told more than once');
      });
  await turn(0);
  await renew();
  note(`${bought.length} orders over ${JUMPS.length * ROUNDS} jumps, told after ${lagOf.join(', ')} ms`);

  await check('time never goes back within a history, and positions only grow', async () => {
    for (const { id } of bought) {
      const { items } = await made(operator.get(`/api/v1/orders/${id}/history`));
      const [times_, positions] = [items.map(({ occurredOn }) => occurredOn), items.map(({ position }) => Number(position))];
      assert.deepEqual(times_, [...times_].sort());
      assert.deepEqual(
        positions,
        [...positions].sort((a, b) => a - b),
      );
      assert.deepEqual(
        items.map(({ revision }) => revision),
        [0, 1, 2],
      );
    }
  });
  await check('nothing was told twice, and everything in order', async () => {
    const listed = await allOf(operator, '/api/v1/orders?orderAccessType=Operator');
    assert.equal(listed.length, bought.length);
    assert.deepEqual(await hooks.untold(listed), []);
    assert.equal(new Set(hooks.received.map(({ headers }) => headers['webhook-id'])).size, hooks.received.length);
  });
  await check('a token lives its ten minutes by the clock that there is: not after an hour, and not before it was given', async () => {
    const fresh = await Client.as(platform.url, OPERATOR);
    assert.equal((await fresh.get('/api/v1/projections')).status, 200);
    await turn(HOUR);
    assert.equal((await fresh.get('/api/v1/projections')).status, 401);
    const late = await Client.as(platform.url, OPERATOR);
    assert.equal((await late.get('/api/v1/projections')).status, 200);
    await turn(0);
    assert.equal((await late.get('/api/v1/projections')).status, 401, 'a token of an hour ahead must not be taken');
    assert.equal((await fresh.get('/api/v1/projections')).status, 200);
  });
  await check('an order that falls due while the clock is ahead is overdue once', async () => {
    await turn(0);
    await renew();
    const draft = await made(vendor.client.patch(`/api/v1/products/${productId}`, { acknowledgeWithinHours: 1 }));
    assert.ok(draft.productId);
    const order = await made(buy(customer, productId));
    // Bought after orders of an hour ahead, so that its own time, which never goes back, is theirs.
    const due = () => Date.parse(order.dueOn) - Date.now() + 60_000;
    await turn(due());
    await renew();
    const seen = await eventually(
      () => customer.client.get(`/api/v1/orders/${order.id}`),
      ({ body }) => body.overdue === true,
      10_000,
    );
    assert.equal(seen.body.overdue, true, `${order.createdOn} ${order.dueOn} ${seen.headers.get('date')} ${seen.text.slice(0, 300)}`);
    await turn(0);
    await renew();
    await sleep(2_500);
    await turn(due() + 60_000);
    await renew();
    await sleep(2_500);
    const { items } = await made(operator.get(`/api/v1/orders/${order.id}/history`));
    assert.equal(items.filter(({ type }) => type === 'OrderOverdue').length, 1);
  });
  await check('the read models equal the record, and the log holds no defect', async () => {
    assert.deepEqual(await differences(operator), []);
    assert.deepEqual(platform.complaints, []);
  });
});
