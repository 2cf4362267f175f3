// Signed webhooks (ES256 and Standard Webhooks) to a receiver in a process of its own, each attempt recorded, order kept.
// First a backlog is drained at full speed, then notices of live changes are timed. node test/bench/deliver.mjs [messages]
import { fork } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { businessBench } from './order-log.mjs';
import { caller, each, openMarket, quantile, startPlatform, tokenOf } from './platform.mjs';

const require = createRequire(import.meta.url);
const MESSAGES = Number(process.argv[2] ?? 20_000);
const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const startReceiver = async (mode) => {
  const child = fork(join(here, 'receiver.mjs'), [mode]);
  const ask = (question) => new Promise((resolve) => child.once('message', resolve) && child.send(question));
  const { port } = await new Promise((resolve) => child.once('message', resolve));
  return { url: `http://127.0.0.1:${port}`, ask, close: () => child.disconnect() };
};

// 1. Undici in a loop: the limit.
const receiver = await startReceiver('count');
const pool = new Pool(receiver.url, { connections: 32, pipelining: 1 });
const body = JSON.stringify({ orderId: null, padding: 'x'.repeat(900) });
const idle = { own: process.cpuUsage(), receiver: (await receiver.ask('count')).cpu };
const bare = await each(Array.from({ length: MESSAGES }), 32, async () =>
  (await pool.request({ method: 'POST', path: '/hooks', body })).body.dump(),
);
await pool.close();
const { user, system } = process.cpuUsage(idle.own);
const { count: before, cpu: counted } = await receiver.ask('count');
// What a request costs here and now without anything around it: how dear the machine is while others use it.
const bareCost = ((user + system) / 1000 + counted - idle.receiver) / MESSAGES;

// 2. A backlog, made while the consumer is paused and the platform away, so that only delivering is measured.
let platform = await startPlatform();
const market = await openMarket(platform.url);
const consumer = { consumerCode: 'acme', channel: 'webhook', webhookUrl: `${receiver.url}/hooks`, messageTypes: ['PlatformStore.Order*'] };
await market.vendor('POST', '/api/v1/gateway/consumers', consumer);
await market.vendor('POST', '/api/v1/gateway/consumers/acme/pause');
await platform.stop();
require('reflect-metadata');
const { EmbeddedEventStore } = require('../../dist/libs/event-sourcing/src/stores/embedded');
const store = EmbeddedEventStore.open(join(platform.folder, 'events.db'));
await businessBench(require).write(store, MESSAGES / 4);
await store.close();
platform = await startPlatform({
  folder: platform.folder,
  nodeArgs: process.env.BENCH_PROF ? ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROF}`] : [],
});
const again = await openAgain(platform.url);
await caughtUp(platform.url);
const [worked, received] = [threadsOf(platform.child.pid), (await receiver.ask('count')).cpu];
const from = performance.now();
await again('POST', '/api/v1/gateway/consumers/acme/resume');
let done = 0;
while (done < MESSAGES && performance.now() - from < 120_000) {
  await sleep(50);
  done = (await receiver.ask('count')).count - before;
}
const draining = (performance.now() - from) / 1000;
const { swapped, cpu } = await receiver.ask('count');
const cost = costs(worked, threadsOf(platform.child.pid), cpu - received, done);
await platform.stop();
platform.forget();
receiver.close();

if (process.argv[3] === 'drain') {
  console.log(
    JSON.stringify({ deliveredPerSecond: Math.round(done / draining), swapped, cpuMsPerMessage: cost, bare: +bareCost.toFixed(4) }),
  );
  process.exit(0);
}

// 3. Live: commit to received, at a steady rate well below what the platform can take.
const live = await startReceiver('times');
const second = await startPlatform();
const fresh = await openMarket(second.url);
await fresh.vendor('POST', '/api/v1/gateway/consumers', { ...consumer, webhookUrl: `${live.url}/hooks` });
const orders = [];
await each(Array.from({ length: 300 }), 8, async () =>
  orders.push(
    (
      await fresh.customer('POST', '/api/v1/storefront/orders', {
        productId: fresh.productId,
        edition: 'basic',
        paymentFrequency: 'monthly',
      })
    ).id,
  ),
);
await sleep(1500);
const answered = new Map();
for (const [revision, status] of [
  [1, { systemStatus: 'Validation' }],
  [2, { systemStatus: 'Confirmed' }],
  [3, { systemStatus: 'Done', accountIdentifier: 'a' }],
]) {
  for (const id of orders) {
    const asked = performance.now();
    void fresh
      .vendor('PUT', `/api/v1/orders/${id}/status`, status)
      .then(() => answered.set(`${id} ${revision}`, performance.timeOrigin + performance.now()));
    await sleep(Math.max(0, 5 - (performance.now() - asked)));
  }
  await sleep(500);
}
await sleep(1500);
const { times } = await live.ask('times');
const lags = times
  .filter(([id, revision]) => answered.has(`${id} ${revision}`))
  .map(([id, revision, at]) => Math.max(0, at - answered.get(`${id} ${revision}`)));
await second.stop();
second.forget();
live.close();

console.log(
  JSON.stringify({
    bench: 'deliver',
    messages: MESSAGES,
    undiciPerSecond: Math.round(MESSAGES / bare),
    deliveredPerSecond: Math.round(done / draining),
    ratio: +(done / draining / (MESSAGES / bare)).toFixed(3),
    delivered: done,
    swapped,
    cpuMsPerMessage: cost,
    cpuMsOfAnUndiciRequest: +bareCost.toFixed(4),
    liveMessages: lags.length,
    answeredToReceivedP50Ms: +quantile(lags, 0.5).toFixed(1),
    answeredToReceivedP99Ms: +quantile(lags, 0.99).toFixed(1),
  }),
);

/** Nothing but delivering is to be measured: the lists of what was written meanwhile are made first. */
async function caughtUp(url) {
  const operator = caller(url, await tokenOf(url));
  for (let lag = 1; lag > 0; await sleep(200)) {
    const { items } = await operator('GET', '/api/v1/projections');
    lag = Math.max(...items.map((one) => one.lagEvents));
  }
}

/** CPU time of each thread of a process in ms, the first one its main thread; nothing where the system does not say. */
function threadsOf(pid) {
  const folder = `/proc/${pid}/task`;
  try {
    return new Map(readdirSync(folder).map((id) => [id, Number(readFileSync(`${folder}/${id}/schedstat`, 'utf8').split(' ')[0]) / 1e6]));
  } catch {
    return new Map();
  }
}

function costs(before, after, receiver, messages) {
  const spent = [...after].map(([id, ms]) => ms - (before.get(id) ?? 0));
  const [main = 0, ...others] = spent;
  const [courier = 0, ...rest] = others.sort((a, b) => b - a);
  const each = (ms) => +(ms / messages).toFixed(4);
  const all = { main: each(main), courier: each(courier), others: each(rest.reduce((sum, ms) => sum + ms, 0)), receiver: each(receiver) };
  return {
    ...all,
    sum: +Object.values(all)
      .reduce((sum, ms) => sum + ms, 0)
      .toFixed(4),
  };
}

async function openAgain(url) {
  const operator = caller(url, await tokenOf(url));
  return caller(
    url,
    await tokenOf(url, await operator('POST', '/api/v1/tenants/acme/service-accounts', { name: 'again', scopes: ['gateway'] })),
  );
}
