#!/usr/bin/env node
/**
 * What one process of a scaled-out platform takes, in processor time: an api and one, two and three workers on the EventStoreDB
 * double and the MongoDB-speaking server of the reliability suites. An order is bought, told by webhook, and changed three
 * times, each told as well. The stores are not what is measured here: both are slower than the real ones, and on the same cores.
 *
 *   node test/bench/scaled-out.mjs [--json] [--quick] [--rounds 3] [--orders 300]
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { made } from '../reliability/kit/http.mjs';
import { buy, openMarket, tellOfOrders } from '../reliability/kit/market.mjs';
import { listenForHooks } from '../reliability/kit/receiver.mjs';
import { startRole, startStores } from '../reliability/kit/stores.mjs';
import { each, sleep } from '../reliability/kit/suite.mjs';
import { bench } from './kit/bench.mjs';
import { must } from './kit/checks.mjs';
import { costs, threadsOf } from './kit/cpu.mjs';
import { quiet } from './kit/platform.mjs';

const WORKERS = 3;
const AT_ONCE = 8;
const IDLE_MS = 10_000;
const STATUSES = [{ systemStatus: 'Validation' }, { systemStatus: 'Confirmed' }, { systemStatus: 'Done', accountIdentifier: 'a' }];
const whole = ({ main, busiest, rest }) => main + busiest + rest;
const sum = (values) => values.reduce((all, one) => all + one, 0);

const measured = async ({ values, quick, rounds, say, figure, ratio, found }, cleanup) => {
  const orders = Number(values.orders ?? (quick ? 60 : 300));
  const stores = await startStores(cleanup);
  const hooks = await listenForHooks(cleanup);
  const api = await startRole(cleanup, stores, 'api', {}, { together: true });
  const workers = [];
  const oneMore = async () => workers.push(await startRole(cleanup, stores, 'worker', { CAUSEWAY_PUBLIC_URL: api.url }));
  await oneMore();
  await api.ready();
  const { operator, vendor, customer, productId } = await openMarket(api.url);
  await tellOfOrders(vendor.agent, hooks.url);
  const facts = () => readFileSync(join(stores.folder, 'double.jsonl'), 'latin1').split('\n').length;
  const settled = async (told) => {
    for (const end = performance.now() + 60_000; hooks.received.length < told && performance.now() < end; ) await sleep(50);
    must(hooks.received.length === told, `${told} notices were due and ${hooks.received.length} told`);
    await quiet(api, (method, path) => made(operator.call(method, path)), 60_000);
  };
  const live = async () => {
    const told = hooks.received.length + orders * (STATUSES.length + 1);
    await each(Array(orders).fill(0), AT_ONCE, async () => {
      const { id } = await made(buy(customer, productId));
      for (const status of STATUSES) {
        await made(vendor.agent.put(`/api/v1/orders/${id}/status`, status));
        await made(vendor.agent.get(`/api/v1/orders/${id}`));
      }
    });
    await settled(told);
  };
  /** Milliseconds of each process' processor time while something is done, by piece of it. */
  const spent = async (work, pieces) => {
    const all = [api, ...workers];
    const before = all.map(({ pid }) => threadsOf(pid));
    await work();
    return all.map(({ pid }, at) => costs(before[at], threadsOf(pid), pieces));
  };
  await live();
  const all = [];
  for (let count = 1; count <= WORKERS; count++) {
    if (count > 1) {
      await oneMore();
      await sleep(10_000);
    }
    say(`scaled-out: ${count} of ${WORKERS} workers …`);
    await live();
    const idle = await spent(() => sleep(IDLE_MS), IDLE_MS / 100);
    const [ofApi, ofWorkers, mains] = [[], [], []];
    const before = facts();
    for (let round = 0; round < rounds; round++) {
      const [first, ...others] = await spent(live, orders);
      ofApi.push(whole(first));
      ofWorkers.push(sum(others.map(whole)));
      mains.push(Math.max(...others.map(({ main }) => main)));
    }
    const of = count === 1 ? 'one worker' : `${count} workers`;
    if (count === 1) {
      found(`An order from its purchase to Done is ${((facts() - before) / rounds / orders).toFixed(1)} facts, 4 notices, 7 requests.`);
      figure('scaled-api', 'api: an order bought, changed three times, read three times', 'ms', ofApi);
      figure('scaled-api-idle', 'api: with nothing to do', '% of a core', [whole(idle[0])]);
      figure('scaled-worker-idle', 'worker: with nothing to do', '% of a core', [whole(idle[1])]);
    }
    figure(`scaled-workers-${count}`, `${of}, together: its views, reactions and notices`, 'ms an order', ofWorkers);
    figure(`scaled-main-${count}`, 'of it the busiest main thread', 'ms an order', mains);
    all.push(ofWorkers);
  }
  for (const [at, ofWorkers] of all.entries())
    if (at > 0)
      ratio(
        `scaled-workers-${at + 1}`,
        `processor time of ${at + 1} workers to that of one, for the same orders`,
        ofWorkers.map((one, round) => one / all[0][round]),
      );
  for (const one of [api, ...workers]) must(one.complaints.length === 0, one.complaints[0]);
};

await bench('scaled-out', { options: { orders: { type: 'string' } }, rounds: 3 }, async (tools) => {
  const undo = [];
  try {
    await measured(tools, (work) => undo.unshift(work));
  } finally {
    for (const work of undo) await work();
  }
});
