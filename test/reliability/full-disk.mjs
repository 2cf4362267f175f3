// A full disk (spec 00, 70): writes are refused with 503, nothing is torn, reading goes on, and it is whole as soon as there is room.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { smallDisk } from './kit/disk.mjs';
import { allOf, made } from './kit/http.mjs';
import { buy, differences, openMarket, tellOfOrders } from './kit/market.mjs';
import { startPlatform } from './kit/platform.mjs';
import { listenForHooks } from './kit/receiver.mjs';
import { eventually, sleep, suite, times } from './kit/suite.mjs';

const ROUNDS = times(3, 15);

await suite('full-disk', async ({ check, cleanup, note }) => {
  const disk = smallDisk(cleanup, 48);
  note(disk.kind);
  const hooks = await listenForHooks(cleanup);
  const platform = await startPlatform(cleanup, disk.env, { keep: true, preload: disk.preload });
  const { operator, vendor, customer, productId } = await openMarket(platform.url);
  await tellOfOrders(vendor.agent, hooks.url);
  const bought = new Map();
  const statuses = new Map();
  const purchase = async (key = randomUUID()) => {
    const reply = await buy(customer, productId, { headers: { 'idempotency-key': key } }).catch((error) => ({
      status: 0,
      error,
      headers: new Headers(),
    }));
    statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1);
    if (reply.status === 201) bought.set(key, reply.body);
    return { ...reply, key };
  };
  for (let n = 0; n < 30; n++) await purchase();
  const refused = new Set();
  const odd = [];

  await check(`${ROUNDS} times full: purchases are refused with 503 and Retry-After, never otherwise`, async () => {
    for (let n = 0; n < ROUNDS; n++) {
      disk.fill(n % 3 === 0 ? 0 : 20_000 * n);
      const from = refused.size;
      for (let m = 0; m < 3000 && refused.size < from + 25; m++) {
        const reply = await purchase();
        if (reply.status === 201) continue;
        refused.add(reply.key);
        if (reply.status !== 503 || !reply.headers.get('retry-after')) odd.push(`${reply.status} ${reply.text ?? reply.error?.message}`);
      }
      assert.ok(refused.size >= from + 25, 'the disk never got full');
      const [order] = bought.values();
      const read = await customer.client.get(`/api/v1/orders/${order.id}`);
      const listed = await customer.client.get('/api/v1/orders?orderAccessType=Customer&limit=5');
      for (const { status, text } of [read, listed]) if (status !== 200) odd.push(`reading: ${status} ${text}`);
      disk.empty();
      const again = await eventually(
        () => purchase(),
        ({ status }) => status === 201,
        5_000,
      );
      assert.equal(again.status, 201, 'not whole within 5 s of there being room');
    }
    assert.deepEqual([odd.length, odd.slice(0, 5)], [0, []]);
  });
  await check('full, killed, started on the full disk: what was answered can be read, and nothing is half there', async () => {
    disk.fill();
    for (let n = 0; n < 10; n++) refused.add((await purchase()).key);
    await platform.kill();
    disk.fill();
    platform.launch();
    const ready = await Promise.race([
      platform.ready(15_000).then(
        () => true,
        () => false,
      ),
      sleep(16_000).then(() => false),
    ]);
    if (ready) {
      const [order] = bought.values();
      assert.equal((await customer.client.get(`/api/v1/orders/${order.id}`)).status, 200);
      note('starts on a full disk');
    } else {
      assert.match(platform.output, /full|space/i, `it must say why: ${platform.output.slice(-500)}`);
      note('does not start on a full disk, and says so');
    }
    disk.empty();
    if (platform.over) await platform.launch().ready();
    else await platform.ready();
  });
  await check('what was refused is bought by asking again, once each; nothing answered is lost or doubled', async () => {
    for (const key of refused) {
      if (bought.has(key)) continue;
      const reply = await eventually(
        () => purchase(key),
        ({ status }) => status !== 503 && status !== 0,
        10_000,
      );
      assert.equal(reply.status, 201, reply.text);
    }
    const listed = await eventually(
      () => allOf(operator, '/api/v1/orders?orderAccessType=Operator'),
      ({ length }) => length >= bought.size,
      15_000,
    );
    const ids = new Set(listed.map(({ id }) => id));
    assert.deepEqual([...bought.values()].filter(({ id }) => !ids.has(id)).length, 0);
    assert.deepEqual([listed.length, ids.size], [bought.size, bought.size]);
    note(`${bought.size} orders, ${refused.size} refused first`);
  });
  await check('every notice was told, in order', async () => {
    const listed = await allOf(operator, '/api/v1/orders?orderAccessType=Operator');
    assert.deepEqual((await hooks.untold(listed, 40_000)).length, 0);
  });
  await check('the read models equal the record, and no projection stands still', async () => {
    const { items } = await made(operator.get('/api/v1/projections'));
    assert.deepEqual(
      items.filter(({ state }) => state !== 'running').map(({ name, state, error }) => ({ name, state, error })),
      [],
    );
    assert.deepEqual(await differences(operator), []);
  });
});
