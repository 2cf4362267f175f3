#!/usr/bin/env node
/**
 * Cost grows with the work and not with history: a command on streams of 10, 1,000 and 10,000 events; a page of the order
 * list at 1,000, 100,000 and 1,000,000 orders, and of other lists at a tenth of that; start and memory at 0, 100,000 and 1,000,000 events; how long it takes until a
 * consumer has heard with 1, 10 and 100 of them. Printed as ratios to the smallest; a curve that bends upward is a defect.
 *
 *   node test/bench/growth.mjs [--json] [--quick] [--most 1000000] [--consumers 100] [--only command,orders,lists,consumers]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bench, built } from './kit/bench.mjs';
import { arrived, must } from './kit/checks.mjs';
import { data, meta, OCCURRED, TYPE } from './kit/events.mjs';
import { writeOrders, writeSubscriptions } from './kit/order-log.mjs';
import { each, openAgain, openMarket, openVendor, paced, quiet, residentMb, startPlatform } from './kit/platform.mjs';
import { startReceiver } from './kit/receivers.mjs';
import { growth, median, quantile } from './kit/stats.mjs';

const { EmbeddedEventStore } = built('libs/event-sourcing/src/stores/embedded');
const { Streams } = built('libs/event-sourcing/src/streams');
const { NoSnapshots } = built('libs/event-sourcing/src/snapshots');
const { sharedStreamOf, Vocabulary } = built('libs/event-sourcing/src/model');

const counted = { category: 'order', version: 1, initial: { changes: 0 }, evolve: ({ changes }) => ({ changes: changes + 1 }) };
const act = { ...meta, at: OCCURRED };

/** [{size, cost}] in microseconds of one command, most of it the fsync; the streams take turns. */
const commands = async (folder, rounds) => {
  const store = EmbeddedEventStore.open(join(mkdtempSync(join(folder, 'command-')), 'events.db'));
  const streams = new Streams(store, new Vocabulary(), new NoSnapshots());
  const sizes = [10, 1_000, 10_000];
  const stream = (size) => sharedStreamOf(counted, `of-${size}`);
  const change = { type: TYPE, data };
  for (const size of sizes)
    for (let done = 0; done < size; done += Math.min(500, size - done)) {
      const some = Math.min(500, size - done);
      await streams.transact(stream(size), () => Array.from({ length: some }, () => change), act);
    }
  const seen = Object.fromEntries(sizes.map((size) => [size, []]));
  for (let round = 0; round < rounds; round++)
    for (const size of sizes) {
      const from = performance.now();
      await streams.transact(stream(size), ({ changes }) => (changes >= size ? [change] : []), act);
      seen[size].push((performance.now() - from) * 1000);
    }
  for (const size of sizes) must((await streams.load(stream(size))).state.changes === size + rounds, `a stream of ${size} lost a command`);
  await store.close();
  return sizes.map((size) => ({ size, cost: median(seen[size]) }));
};

/** One event each, so that as many orders are as many events; released a moment ago, so that none is overdue. */
const grown = async (folder, from, to) => {
  const store = EmbeddedEventStore.open(join(folder, 'events.db'));
  await writeOrders(store, to - from, { each: 1, from, begun: Date.now() - 1000, stepMs: 0.001 });
  await store.close();
  // From nothing, views are built in bulk.
  for (const end of ['', '-wal', '-shm']) rmSync(join(folder, `documents.db${end}`), { force: true });
};

/** The first page of a list and the one after it, milliseconds. */
const pages = async (call, list, size) => {
  const { items, nextCursor } = await call('GET', list);
  must(items.length === Math.min(50, size), `${list}: a page of ${items.length} at ${size}`);
  const times = [];
  for (let i = 0; i < 200; i++) {
    const from = performance.now();
    const page = await call('GET', i % 2 === 0 || !nextCursor ? list : `${list}&cursor=${nextCursor}`);
    must(page.items.length > 0, `${list}: a page of ${page.items.length} at ${size}`);
    if (i >= 20) times.push(performance.now() - from);
  }
  must(
    items.every(({ createdOn = '' }, i) => i === 0 || createdOn <= (items[i - 1].createdOn ?? '')),
    `${list}: a page is not newest first`,
  );
  return median(times);
};

const boots = async (folder, times) => {
  const seen = [];
  for (let i = 0; i < times; i++) {
    const platform = await startPlatform({ folder });
    seen.push([platform.startedIn, residentMb(platform.child.pid)]);
    await platform.stop();
  }
  return { ms: median(seen.map(([ms]) => ms)), mb: median(seen.map(([, mb]) => mb)) };
};

const orders = async ({ folder: scratch, most, times, say }) => {
  const folder = join(scratch, 'orders');
  const first = await startPlatform({ folder });
  await openMarket(first.url);
  await first.stop();
  const seen = { list: [], ms: [], mb: [], building: [] };
  const note = async (size) => {
    const { ms, mb } = await boots(folder, times);
    seen.ms.push({ size, cost: ms });
    seen.mb.push({ size, cost: mb });
  };
  await note(0);
  let have = 0;
  for (const size of [most / 1000, most / 10, most]) {
    say(`growth: ${size} orders …`);
    await grown(folder, have, size);
    have = size;
    const from = performance.now();
    const platform = await startPlatform({ folder });
    const { operator, call } = await openAgain(platform.url, 'acme', ['orders']);
    await quiet(platform, operator);
    seen.list.push({ size, cost: await pages(call, '/api/v1/orders?orderAccessType=Vendor&limit=50', size) });
    seen.building.push({ size, cost: (performance.now() - from) / 1000 });
    await platform.stop();
    if (size >= most / 10) await note(size);
  }
  return seen;
};

const LISTS = [
  ['bought', 'subscriptions of a customer', 'globex', '/api/v1/subscriptions?status=INITIALIZED&limit=50'],
  ['sold', 'subscriptions of a vendor', 'acme', '/api/v1/subscriptions?limit=50'],
  ['of-product', 'orders of a product in a status, for a vendor', 'acme', null],
  ['told', 'deliveries of a consumer', 'acme', '/api/v1/gateway/deliveries?limit=50'],
  ['held', 'deliveries that are held', 'acme', '/api/v1/gateway/deliveries?state=held&limit=50'],
];

/** Pages of lists whose questions are not just whose: one consumer, who is paused, hears of every order. */
const lists = async ({ folder: scratch, most, say }) => {
  const folder = join(scratch, 'lists');
  const first = await startPlatform({ folder });
  const { vendor } = await openMarket(first.url);
  const consumer = {
    consumerCode: 'acme',
    channel: 'webhook',
    webhookUrl: 'http://127.0.0.1:9/hooks',
    messageTypes: ['PlatformStore.Order*'],
  };
  await vendor('POST', '/api/v1/gateway/consumers', consumer);
  await vendor('POST', '/api/v1/gateway/consumers/acme/pause');
  await first.stop();
  const seen = Object.fromEntries(LISTS.map(([id]) => [id, []]));
  let have = 0;
  for (const size of [most / 1000, most / 100, most / 10]) {
    say(`growth: lists of ${size} …`);
    await grown(folder, have, size);
    const store = EmbeddedEventStore.open(join(folder, 'events.db'));
    await writeSubscriptions(store, size - have);
    await store.close();
    have = size;
    const platform = await startPlatform({ folder });
    const callers = { acme: await openAgain(platform.url, 'acme', ['orders', 'gateway']) };
    callers.globex = await openAgain(platform.url, 'globex', ['orders']);
    await quiet(platform, callers.acme.operator);
    const [{ productId }] = (await callers.acme.call('GET', '/api/v1/orders?orderAccessType=Vendor&limit=1')).items;
    const ofProduct = `/api/v1/orders?orderAccessType=Vendor&systemStatus=Released&productId=${productId}&limit=50`;
    for (const [id, , who, list] of LISTS) seen[id].push({ size, cost: await pages(callers[who].call, list ?? ofProduct, size) });
    await platform.stop();
  }
  return seen;
};

/** Milliseconds from the act to the receiver, p50 and p99, of changes at a steady rate spread over so many consumers. */
const lags = async ({ folder, consumers, say, changes, rate }) => {
  const platform = await startPlatform({ folder: join(folder, 'consumers') });
  const market = await openMarket(platform.url);
  const receiver = await startReceiver();
  const vendors = [];
  const seen = { p50: [], p99: [] };
  for (const size of [1, 10, 100].filter((one) => one <= consumers)) {
    say(`growth: ${size} consumers …`);
    while (vendors.length < size) {
      const n = vendors.length;
      const one = n === 0 ? market : await openVendor(platform.url, market.operator, `vendor${n}`, `${20_000_000 + n}|CZ`);
      const url = `${receiver.url}/hooks`;
      const wish = { consumerCode: one.tenantId, channel: 'webhook', webhookUrl: url, messageTypes: ['PlatformStore.Order*'] };
      await one.vendor('POST', '/api/v1/gateway/consumers', wish);
      vendors.push(one);
    }
    await receiver.forget();
    const bought = [];
    await each(
      Array.from({ length: changes }, (_, i) => vendors[i % size]),
      8,
      async (one) => bought.push([one, await market.buy(one.productId)]),
    );
    await receiver.until(changes);
    await sleep(1000);
    await receiver.forget();
    await paced(bought, rate, ([{ vendor }, id]) => vendor('PUT', `/api/v1/orders/${id}/status`, { systemStatus: 'Validation' }));
    await receiver.until(changes);
    const { arrivals } = await receiver.all();
    const { came, again } = arrived(arrivals);
    must(came === changes && again === 0, `${came} of ${changes} came, ${again} twice`);
    const took = arrivals.map(([, , , at, acted]) => Math.max(0, at - acted));
    seen.p50.push({ size, cost: quantile(took, 0.5) });
    seen.p99.push({ size, cost: quantile(took, 0.99) });
  }
  await platform.stop();
  receiver.close();
  return seen;
};

await bench(
  'growth',
  { options: { most: { type: 'string' }, consumers: { type: 'string' }, only: { type: 'string' } }, rounds: 200 },
  async ({ values, quick, rounds, folder, say, curve, found }) => {
    const most = Number(values.most ?? (quick ? 100_000 : 1_000_000));
    const wanted = (part) => !values.only || values.only.split(',').includes(part);
    const told = (id, label, unit, points) => {
      const shape = growth(points);
      curve(id, label, unit, points, shape);
      if (shape.verdict === 'bends upward') found(`DEFECT: ${label} bends upward.`);
    };
    if (wanted('command')) told('command', 'one command on a stream of so many events', 'µs', await commands(folder, quick ? 50 : rounds));
    if (wanted('orders')) {
      const { list, ms, mb, building } = await orders({ folder, most, times: quick ? 1 : 3, say });
      told('list', 'a page of 50 at so many orders', 'ms', list);
      told('boot', 'start to ready at so many events', 'ms', ms);
      told('memory', 'resident at ready at so many events', 'MiB', mb);
      told('building', 'all views from nothing at so many orders', 's', building);
    }
    if (wanted('lists')) {
      const seen = await lists({ folder, most, say });
      for (const [id, label] of LISTS) told(`list-${id}`, `a page of 50: ${label}`, 'ms', seen[id]);
    }
    if (wanted('consumers')) {
      const { p50, p99 } = await lags({ folder, consumers: Number(values.consumers ?? 100), say, changes: quick ? 100 : 400, rate: 100 });
      told('lag-p50', 'act to received with so many consumers, p50', 'ms', p50);
      told('lag-p99', 'act to received with so many consumers, p99', 'ms', p99);
    }
  },
);
