// The same request twice has one effect (spec 00, *Idempotency*; 70): one key a thousand times, fifty at once, across kills.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { allOf } from './kit/http.mjs';
import { buy, openMarket, productOf } from './kit/market.mjs';
import { startPlatform } from './kit/platform.mjs';
import { each, eventually, sleep, suite, times } from './kit/suite.mjs';

const REPEATS = 1_000;
const AT_ONCE = 50;
const KILLS = times(6, 60);

/** What a repeat must be, byte for byte. */
const answerOf = ({ status, text, headers }) =>
  JSON.stringify([status, text, headers.get('etag'), headers.get('location'), headers.get('causeway-position')]);
const unlessBusy = async (ask) => {
  for (;;) {
    const reply = await ask().catch(() => null);
    if (reply !== null && reply.status !== 503 && reply.status !== 429) return reply;
    await sleep(20);
  }
};

await suite('same-request-twice', async ({ check, cleanup, note }) => {
  const platform = await startPlatform(cleanup);
  const { operator, vendor, customer, productId } = await openMarket(platform.url);
  const keyed = (key) => ({ headers: { 'idempotency-key': key } });
  const orders = () => allOf(operator, '/api/v1/orders?orderAccessType=Operator');
  const distinct = (replies) => new Set(replies.map(answerOf));

  await check(`one key ${REPEATS} times, ${AT_ONCE} at once: one order, one answer`, async () => {
    const replies = [];
    await each(Array(REPEATS).fill(randomUUID()), AT_ONCE, async (key) =>
      replies.push(await unlessBusy(() => buy(customer, productId, keyed(key)))),
    );
    assert.equal(distinct(replies).size, 1, [...distinct(replies)].slice(0, 3).join('\n'));
    assert.equal(replies[0].status, 201);
    assert.equal(replies.filter(({ headers }) => headers.get('idempotency-replayed') === 'true').length, REPEATS - 1);
    const all = await eventually(orders, ({ length }) => length > 0);
    assert.equal(all.length, 1);
  });
  await check('a refusal is remembered as well, and stays when its cause has gone', async () => {
    const key = randomUUID();
    const body = productOf(vendor.applicationCode, { code: 'twice' });
    assert.equal((await vendor.client.post('/api/v1/products', body)).status, 201);
    const replies = [];
    await each(Array(100).fill(key), AT_ONCE, async () =>
      replies.push(await unlessBusy(() => vendor.client.post('/api/v1/products', body, keyed(key)))),
    );
    assert.deepEqual([distinct(replies).size, replies[0].status, replies[0].body.code], [1, 409, 'product.duplicate-code']);
  });
  await check('one key with two different requests, fifty at once: one of them has its effect, the other is told', async () => {
    const key = randomUUID();
    const before = (await orders()).length;
    const replies = [];
    await each([...Array(AT_ONCE).keys()], AT_ONCE, async (n) =>
      replies.push([n % 2, await unlessBusy(() => buy(customer, productId, keyed(key), { quantity: 1 + (n % 2) }))]),
    );
    const statuses = (which) => [...new Set(replies.filter(([n]) => n === which).map(([, { status }]) => status))].sort();
    assert.deepEqual([statuses(0), statuses(1)].sort(), [[201], [422]]);
    const after = await eventually(orders, ({ length }) => length > before);
    assert.equal(after.length, before + 1);
  });
  await check('a hundred keys, each ten times, all at once: a hundred orders', async () => {
    const before = (await orders()).length;
    const keys = Array.from({ length: 100 }, () => randomUUID());
    const answers = new Map(keys.map((key) => [key, new Set()]));
    await each(
      Array.from({ length: 1000 }, (_, n) => keys[(n * 37) % 100]),
      AT_ONCE,
      async (key) => answers.get(key).add(answerOf(await unlessBusy(() => buy(customer, productId, keyed(key))))),
    );
    assert.deepEqual([...answers.values()].filter(({ size }) => size !== 1).length, 0);
    const all = await eventually(orders, ({ length }) => length >= before + 100);
    assert.equal(all.length, before + 100);
  });
  await check('an answer with a secret is the same until the secret is used, and gone afterwards', async () => {
    const key = randomUUID();
    const ask = () =>
      vendor.client.post(
        `/api/v1/applications/${vendor.applicationCode}/service-accounts`,
        { name: 'twice', scopes: ['orders'] },
        keyed(key),
      );
    const [first, second] = [await ask(), await ask()];
    assert.equal(first.status, 201);
    assert.equal(answerOf(second), answerOf(first));
    const { tokenOf } = await import('./kit/http.mjs');
    await tokenOf(platform.url, first.body, { tid: vendor.tenantId });
    const third = await eventually(ask, ({ status }) => status === 409);
    assert.deepEqual([third.status, third.body.code], [409, 'idempotency.answer-gone']);
  });

  await check(`across ${KILLS} kills: whoever asks again gets the one answer, and there is one effect`, async () => {
    const before = (await orders()).length;
    const answers = new Map();
    const sent = [];
    let over = false;
    const buyer = async () => {
      while (!over) {
        const key = randomUUID();
        sent.push(key);
        const seen = new Set();
        // Twice at once, and then once more: some of them are cut by a kill.
        const ask = () => unlessBusy(() => buy(customer, productId, keyed(key)));
        for (const reply of await Promise.all([ask(), ask()])) seen.add(answerOf(reply));
        seen.add(answerOf(await ask()));
        answers.set(key, seen);
      }
    };
    const working = Array.from({ length: 6 }, buyer);
    for (let kill = 0; kill < KILLS; kill++) {
      await sleep(250 + Math.random() * 500);
      await platform.kill();
      // Keys are on the record: losing every read model with the kill changes nothing.
      if (kill % 3 === 2)
        for (const file of readdirSync(platform.folder)) if (file.startsWith('documents.db')) rmSync(join(platform.folder, file));
      await platform.launch().ready();
    }
    over = true;
    await Promise.all(working);
    const bad = [...answers.values()].filter((seen) => seen.size !== 1 || !/^\[201/.test([...seen][0]));
    assert.deepEqual([bad.length, bad.slice(0, 2).map((seen) => [...seen])], [0, []]);
    const all = await eventually(orders, ({ length }) => length >= before + answers.size);
    assert.equal(all.length, before + sent.length);
    note(`${sent.length} keys across ${KILLS} kills`);
  });
  await check('the platform logged no defect', () => assert.deepEqual(platform.complaints, []));
});
