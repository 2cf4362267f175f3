// PUT …/status and GET of an order over HTTP, no consumer registered; the load generator beside the platform on the same cores.
import { Pool } from 'undici';
import { each, openMarket, startPlatform } from './platform.mjs';

const ORDERS = Number(process.argv[2] ?? 2000);
const platform = await startPlatform({ nodeArgs: process.env.BENCH_PROF ? ['--cpu-prof', '--cpu-prof-dir=/tmp/prof'] : [] });
const market = await openMarket(platform.url);
const pool = new Pool(platform.url, { connections: 32, pipelining: 1 });
const ask = async (method, path, token, body) => {
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
const orders = [];
const wish = { productId: market.productId, edition: 'basic', paymentFrequency: 'monthly' };
const buying = await each(Array.from({ length: ORDERS }), 32, async () =>
  orders.push(JSON.parse(await ask('POST', '/api/v1/storefront/orders', market.customerToken, wish)).id),
);
const put = (status) => each(orders, 32, (id) => ask('PUT', `/api/v1/orders/${id}/status`, market.vendorToken, status));
const validating = await put({ systemStatus: 'Validation' });
const confirming = await put({ systemStatus: 'Confirmed' });
const finishing = await put({ systemStatus: 'Done', accountIdentifier: 'a', accessUrl: 'https://a.example' });
const reading = await each([...orders, ...orders, ...orders, ...orders], 32, (id) =>
  ask('GET', `/api/v1/orders/${id}`, market.vendorToken),
);
console.log(
  JSON.stringify({
    bench: 'http',
    bootMs: Math.round(platform.startedIn),
    buyPerSecond: Math.round(ORDERS / buying),
    putStatusPerSecond: Math.round((2 * ORDERS) / (validating + confirming)),
    putDonePerSecond: Math.round(ORDERS / finishing),
    getOrderPerSecond: Math.round((4 * ORDERS) / reading),
  }),
);
await pool.close();
await platform.stop();
platform.forget();
