#!/usr/bin/env node
/**
 * The doors: orders bought, changed and read over HTTP, the load generator beside the platform on the same cores. Then lists
 * asked for with the position of the last write, at a steady rate of changes: how long a list had to wait for its view.
 *
 *   node test/bench/http.mjs [--json] [--quick] [--rounds 5] [--orders 1000] [--rate 200]
 */
import { join } from 'node:path';
import { Pool } from 'undici';
import { bench } from './kit/bench.mjs';
import { must } from './kit/checks.mjs';
import { each, openMarket, paced, profiled, startPlatform } from './kit/platform.mjs';
import { alternate, quantile } from './kit/stats.mjs';

const AT_ONCE = 32;

/** {ask(method, path, token, body, headers) → {text, headers}}, refusing whatever is not a success. */
const doors = (url) => {
  const pool = new Pool(url, { connections: AT_ONCE, pipelining: 1 });
  return {
    ask: async (method, path, token, body, more = {}) => {
      const answer = await pool.request({
        method,
        path,
        headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}), ...more },
        body: body && JSON.stringify(body),
      });
      const text = await answer.body.text();
      must(answer.statusCode < 300, `${method} ${path}: ${answer.statusCode} ${text}`);
      return { text, headers: answer.headers };
    },
    close: () => pool.close(),
  };
};

const STATUSES = [{ systemStatus: 'Validation' }, { systemStatus: 'Confirmed' }, { systemStatus: 'Done', accountIdentifier: 'a' }];

const freshLists = async ({ ask }, { vendorToken }, ids, rate) => {
  const [waits, plain] = [[], []];
  let stale = 0;
  const list = '/api/v1/orders?orderAccessType=Vendor&limit=1';
  for (const status of STATUSES.slice(0, 2))
    await paced(ids, rate, async (id) => {
      const put = await ask('PUT', `/api/v1/orders/${id}/status`, vendorToken, status);
      const asked = performance.now();
      const { headers } = await ask('GET', list, vendorToken, null, { 'causeway-min-position': put.headers['causeway-position'] });
      waits.push(performance.now() - asked);
      if (headers['causeway-stale']) stale++;
      const again = performance.now();
      await ask('GET', list, vendorToken);
      plain.push(performance.now() - again);
    });
  return { waits, plain, stale };
};

await bench(
  'http',
  { options: { orders: { type: 'string' }, rate: { type: 'string' } } },
  async ({ values, quick, rounds, folder, say, figure, ratio, found }) => {
    const orders = Number(values.orders ?? (quick ? 300 : 1_000));
    const rate = Number(values.rate ?? (quick ? 50 : 200));
    const platform = await startPlatform({ folder: join(folder, 'platform'), nodeArgs: profiled() });
    const market = await openMarket(platform.url);
    const door = doors(platform.url);
    const wish = { productId: market.productId, edition: 'basic', paymentFrequency: 'monthly' };
    let ids = [];
    const put = (status) => each(ids, AT_ONCE, (id) => door.ask('PUT', `/api/v1/orders/${id}/status`, market.vendorToken, status));
    const buy = async () => {
      ids = [];
      return each(Array.from({ length: orders }), AT_ONCE, async () =>
        ids.push(JSON.parse((await door.ask('POST', '/api/v1/storefront/orders', market.customerToken, wish)).text).id),
      );
    };
    const seen = await alternate(rounds, {
      buy: async (round) => {
        say(`http: round ${round + 1} of ${rounds} …`);
        return orders / (await buy());
      },
      put: async () => (2 * orders) / ((await put(STATUSES[0])) + (await put(STATUSES[1]))),
      get: async () =>
        (2 * orders) / (await each([...ids, ...ids], AT_ONCE, (id) => door.ask('GET', `/api/v1/orders/${id}`, market.vendorToken))),
    });
    const { text } = await door.ask('GET', `/api/v1/orders/${ids[0]}`, market.vendorToken);
    must(text.includes('"Confirmed"'), `an order that was confirmed shows ${text}`);
    await buy();
    const { waits, plain, stale } = await freshLists(door, market, ids, rate);
    await door.close();
    await platform.stop();
    figure('http-buy', 'orders bought', 'requests/s', seen.buy);
    figure('http-put', "changes of an order's status", 'requests/s', seen.put);
    figure('http-get', 'orders read', 'requests/s', seen.get);
    ratio(
      'http-put',
      'changes of a status to 1,500/s',
      seen.put.map((one) => one / 1500),
      { goal: 1 },
    );
    ratio(
      'http-get',
      'orders read to 4,000/s',
      seen.get.map((one) => one / 4000),
      { goal: 1 },
    );
    figure('fresh-p50', `list with the position of the last write, ${rate} changes/s, p50`, 'ms', [quantile(waits, 0.5)]);
    figure('fresh-p99', 'the same, p99', 'ms', [quantile(waits, 0.99)]);
    figure('plain-p99', 'the same list without a position, p99', 'ms', [quantile(plain, 0.99)]);
    found(`of ${waits.length} lists asked for with a position, ${stale} were answered as stale.`);
  },
);
