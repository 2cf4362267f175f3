#!/usr/bin/env node
/**
 * From the process' start to ready, and resident memory then: the second start of an empty platform, and one with 100,000
 * events whose views are built, after an orderly stop and after a `kill -9` while 16 customers bought.
 *
 *   node test/bench/boot.mjs [--json] [--quick] [--rounds 5] [--events 100000]
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bench, built } from './kit/bench.mjs';
import { must } from './kit/checks.mjs';
import { EVENTS_OF_AN_ORDER, writeOrders } from './kit/order-log.mjs';
import { each, openAgain, openMarket, quiet, residentMb, startPlatform } from './kit/platform.mjs';
import { alternate } from './kit/stats.mjs';

const { EmbeddedEventStore } = built('libs/event-sourcing/src/stores/embedded');

const started = async (folder) => {
  const platform = await startPlatform({ folder });
  const seen = { ms: platform.startedIn, mb: residentMb(platform.child.pid) };
  await platform.stop();
  return seen;
};

/** Killed in the middle of purchases; then as above. */
const startedAfterKill = async (folder, productId) => {
  const { url, child } = await startPlatform({ folder });
  const { call } = await openAgain(url, 'globex', ['storefront', 'orders']);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let bought = 0;
  const buying = each(Array(16).fill(0), 16, async () => {
    while (child.signalCode === null) {
      const wish = { productId, edition: 'basic', paymentFrequency: 'monthly' };
      await call('POST', '/api/v1/storefront/orders', wish).then(
        () => bought++,
        // Those under way when it is killed have no answer.
        () => sleep(10),
      );
    }
  });
  await sleep(1_000);
  child.kill('SIGKILL');
  await Promise.all([ended, buying]);
  must(bought > 50, `only ${bought} orders were bought before the kill`);
  return started(folder);
};

await bench('boot', { options: { events: { type: 'string' } } }, async ({ values, quick, rounds, folder, say, figure, ratio }) => {
  const events = Number(values.events ?? (quick ? 20_000 : 100_000));
  const [empty, full] = [join(folder, 'empty'), join(folder, 'full')];
  const first = await startPlatform({ folder: empty });
  await first.stop();
  const market = await startPlatform({ folder: full });
  const { productId } = await openMarket(market.url);
  await market.stop();
  say(`boot: ${events} events …`);
  const store = EmbeddedEventStore.open(join(full, 'events.db'));
  await writeOrders(store, events / EVENTS_OF_AN_ORDER);
  await store.close();
  const building = await startPlatform({ folder: full });
  const from = performance.now();
  const { operator, call } = await openAgain(building.url, 'acme', ['orders']);
  await quiet(building, operator);
  const caughtUp = building.startedIn + performance.now() - from;
  const { items } = await call('GET', '/api/v1/orders?orderAccessType=Vendor&limit=200');
  must(items.length === Math.min(200, events / EVENTS_OF_AN_ORDER), `the list shows ${items.length} orders`);
  await building.stop();
  const seen = await alternate(rounds, {
    empty: () => started(empty),
    full: () => started(full),
    killed: () => startedAfterKill(full, productId),
  });
  const of = (side, what) => seen[side].map((one) => one[what]);
  const many = events.toLocaleString('en');
  figure('boot-first', 'first start, empty folder', 'ms', [first.startedIn]);
  figure('boot-empty', 'start to ready, empty', 'ms', of('empty', 'ms'));
  figure('boot-full', `start to ready, ${many} events`, 'ms', of('full', 'ms'));
  figure('boot-killed', 'the same after kill -9', 'ms', of('killed', 'ms'));
  figure('boot-empty-mb', 'resident then, empty', 'MiB', of('empty', 'mb'));
  figure('boot-full-mb', `resident then, ${many} events`, 'MiB', of('full', 'mb'));
  figure('boot-behind', `start to all views caught up, ${many} events behind`, 'ms', [caughtUp]);
  const most = (id, label, measured, goal) =>
    ratio(
      id,
      label,
      measured.map((one) => one / goal),
      { goal: 1, atLeast: false },
    );
  most('boot-empty', 'start, empty, to 2 s', of('empty', 'ms'), 2000);
  most('boot-full', `start, ${many} events, to 3 s`, of('full', 'ms'), 3000);
  most('boot-killed', 'the same after kill -9, to 3 s', of('killed', 'ms'), 3000);
  most('boot-mb', 'resident, the larger, to 250 MiB', of('full', 'mb'), 250);
});
