// Several workers (spec 70) and an agent with a gRPC stream (spec 25): its lane is where the agent is, at whichever process it opens.
import assert from 'node:assert/strict';
import { openStream } from './kit/agent.mjs';
import { made } from './kit/http.mjs';
import { buy, openMarket } from './kit/market.mjs';
import { startRole, startStores } from './kit/stores.mjs';
import { eventually, suite, times } from './kit/suite.mjs';

const ROUNDS = times(1, 5);
const TAKEOVER = 10_000;

await suite('agent-streams', async ({ check, cleanup, note }) => {
  const stores = await startStores(cleanup);
  const api = await startRole(cleanup, stores, 'api', {}, { together: true });
  const shared = { CAUSEWAY_PUBLIC_URL: api.url };
  const workers = [];
  for (let n = 0; n < 2; n++) workers.push(await startRole(cleanup, stores, 'worker', shared, { together: true }));
  for (const one of [api, ...workers]) await one.ready(120_000);
  const { operator, vendor, customer, productId } = await openMarket(api.url);
  await made(
    vendor.agent.post('/api/v1/gateway/consumers', { consumerCode: 'acme', channel: 'grpc', messageTypes: ['PlatformStore.Order*'] }),
  );
  const streams = [];
  const open = ({ grpc }) => {
    const one = openStream({ grpc, token: vendor.agent.token, consumerCode: 'acme' });
    streams.push(one);
    return one;
  };
  /** Milliseconds until this stream is told of an order that is bought now. */
  const untilTold = async ({ told }) => {
    const from = performance.now();
    const order = await made(buy(customer, productId));
    await eventually(() => told.some(({ body }) => body.orderId === order.id), Boolean, 30_000);
    assert.ok(
      told.some(({ body }) => body.orderId === order.id),
      'it was not told',
    );
    return Math.round(performance.now() - from);
  };
  const took = [];
  const soon = async (one) => {
    took.push(await untilTold(one));
    assert.ok(took.at(-1) < TAKEOVER, `${took.at(-1)} ms`);
  };

  await check(`an agent that goes from process to process is told where it is, within 10 s (${ROUNDS} times round)`, async () => {
    for (let n = 0; n < ROUNDS; n++)
      for (const place of [...workers, api]) {
        const one = open(place);
        await soon(one);
        await soon(one);
        await one.close();
      }
    note(`told after ${took.join(', ')} ms`);
  });
  await check('of two streams at two workers one is told, and the other when that worker is killed', async () => {
    took.length = 0;
    const first = open(workers[0]);
    await soon(first);
    const second = open(workers[1]);
    await soon(first);
    await workers[0].kill();
    await soon(second);
    await workers[0].launch().ready();
    await second.close();
    note(`after a kill ${took.at(-1)} ms`);
  });
  await check('nothing was told twice but what was under way at the kill, and each order in order', async () => {
    const told = streams.flatMap((one) => one.told).sort((a, b) => a.at - b.at);
    const again = told.length - new Set(told.map(({ message_id }) => message_id)).size;
    assert.ok(again <= 1, `${again} told again`);
    const { items } = await made(operator.get('/api/v1/orders?orderAccessType=Operator&limit=1000'));
    for (const { id } of items) assert.ok(told.some(({ body }) => body.orderId === id));
  });
});
