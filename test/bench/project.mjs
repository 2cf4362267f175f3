// Live view lag: orders change at a steady rate, and after each answer a list is asked for with the position of that answer.
// What is timed is how long the list had to wait for its view. node test/bench/project.mjs [perSecond]
import { setTimeout as sleep } from 'node:timers/promises';
import { each, openMarket, quantile, startPlatform } from './platform.mjs';

const RATE = Number(process.argv[2] ?? 200);
const platform = await startPlatform();
const market = await openMarket(platform.url);
const orders = [];
await each(Array.from({ length: 500 }), 16, async () =>
  orders.push(
    (
      await market.customer('POST', '/api/v1/storefront/orders', {
        productId: market.productId,
        edition: 'basic',
        paymentFrequency: 'monthly',
      })
    ).id,
  ),
);
const ask = (method, path, body, headers = {}) =>
  fetch(`${platform.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${market.vendorToken}`, ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
    body: body && JSON.stringify(body),
  });
const waits = [];
const plain = [];
let stale = 0;
const underWay = [];
for (const status of ['Validation', 'Confirmed']) {
  for (const id of orders) {
    const from = performance.now();
    underWay.push(
      (async () => {
        const put = await ask('PUT', `/api/v1/orders/${id}/status`, { systemStatus: status });
        await put.text();
        const list = '/api/v1/orders?orderAccessType=Vendor&limit=1';
        const asked = performance.now();
        const reply = await ask('GET', list, undefined, { 'causeway-min-position': put.headers.get('causeway-position') });
        await reply.text();
        waits.push(performance.now() - asked);
        if (reply.headers.get('causeway-stale')) stale++;
        const again = performance.now();
        await (await ask('GET', list)).text();
        plain.push(performance.now() - again);
      })(),
    );
    await sleep(Math.max(0, 1000 / RATE - (performance.now() - from)));
  }
}
await Promise.all(underWay);
await platform.stop();
platform.forget();
console.log(
  JSON.stringify({
    bench: 'project',
    perSecond: RATE,
    lists: waits.length,
    stale,
    freshListP50Ms: +quantile(waits, 0.5).toFixed(1),
    freshListP99Ms: +quantile(waits, 0.99).toFixed(1),
    plainListP99Ms: +quantile(plain, 0.99).toFixed(1),
  }),
);
