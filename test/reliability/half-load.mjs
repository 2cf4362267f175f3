// Half load for a long time (spec 70, *Overload*): 45 minutes at half of what the platform can do, and memory and file descriptors
// are flat; everything is told, in order, and the read models equal the record.
import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openMarketplace } from './half-load/marketplace.mjs';
import { differences } from './kit/market.mjs';
import { startPlatform } from './kit/platform.mjs';
import { each, eventually, quantile, sleep, suite, times } from './kit/suite.mjs';

const MINUTES = Number(process.env.CAUSEWAY_TEST_MINUTES ?? times(3, 45));
const HEAP = fileURLToPath(new URL('kit/heap.cjs', import.meta.url));
/** More than this under way is no half load any more: the machine is busy with something else, and the next ones are left out. */
const MOST = 100;
const CAPACITY_SECONDS = 15;

await suite('half-load', async ({ check, cleanup, note }) => {
  const platform = await startPlatform(cleanup, {}, { preload: [HEAP], nodeArgs: ['--expose-gc'] });
  const { operator, told, ...market } = await openMarketplace(platform, cleanup);
  const files = readdirSync(platform.folder).map((name) => join(platform.folder, name));
  const faults = [];
  const noted = (what) => what.catch((error) => faults.push(error.message));
  let [begun, newest, leftOut] = [0, null, 0];
  /** An order and what goes with it; gives how long it took from the purchase to Done. */
  const one = async () => {
    const n = begun++;
    const from = performance.now();
    newest = await market.order(n);
    const took = performance.now() - from;
    if (n % 5 === 0) await market.lists();
    if (n % 10 === 0) await market.mistakes(newest);
    return took;
  };

  let over = false;
  const streaming = noted(market.streamWhile(() => !over));
  cleanup(() => {
    over = true;
    return streaming;
  });
  // What it can do: as many as 32 customers bring about, which also fills what it remembers.
  const end = performance.now() + 2 * CAPACITY_SECONDS * 1000;
  let done = 0;
  await each(Array(32).fill(0), 32, async () => {
    while (performance.now() < end) {
      await noted(one());
      if (end - performance.now() < CAPACITY_SECONDS * 1000) done++;
    }
  });
  const capacity = done / CAPACITY_SECONDS;
  const pace = capacity / 2;

  const [samples, underWay] = [[], new Set()];
  const started = performance.now();
  const lasts = MINUTES * 60_000;
  const passed = () => performance.now() - started;
  const quarter = () => Math.min(3, Math.floor((4 * passed()) / lasts));
  const left = [[], [], [], []];
  const every = async (ms, work) => {
    while (passed() < lasts) {
      await noted(Promise.resolve().then(work));
      await sleep(Math.min(ms, lasts - passed()));
    }
  };
  const beside = [
    every(2_000, () => {
      const open = readdirSync(`/proc/${platform.pid}/fd`).length;
      const longest = files.filter((name) => name.endsWith('-wal')).map((name) => statSync(name).size);
      samples.push({ quarter: quarter(), resident: platform.memory, open, log: Math.max(...longest) / 1048576 });
    }),
    every(5_000, () => newest && market.look(newest)),
    // What is remembered of streams goes up and down by a tenth (it is forgotten a generation at a time), so one look would say
    // little. Each quarter has as many, because V8 takes a while to hold again what it held before a collection.
    every(lasts / 24, async () => {
      const at = quarter();
      left[at].push((await platform.collected()).heap);
    }),
  ];
  const tooks = [[], [], [], []];
  for (let n = 0; passed() < lasts; n++) {
    await sleep(Math.max(0, (n * 1000) / pace - passed()));
    if (underWay.size >= MOST) {
      leftOut++;
      continue;
    }
    const at = quarter();
    const story = noted(one().then((took) => tooks[at].push(took))).then(() => underWay.delete(story));
    underWay.add(story);
  }
  await Promise.all([...underWay, ...beside]);
  const orders = begun;
  const of = (number, what, q) =>
    quantile(
      samples.filter((sample) => sample.quarter === number).map((sample) => sample[what]),
      q,
    );
  const whole = (numbers) => numbers.map((number) => Math.round(number)).join(', ');
  const quarters = (what, q) => [0, 1, 2, 3].map((number) => of(number, what, q));
  note(
    `${MINUTES} min at ${pace.toFixed(1)} orders/s, half of ${capacity.toFixed(1)}; ${orders} orders, ${leftOut} left out, ${told.map(({ notices }) => notices).join(' notices by webhook, ')} by gRPC`,
  );
  note(
    `resident ${whole(quarters('resident', 0.5))} MB in the four quarters, after collections at most ${whole(left.map((all) => quantile(all, 1)))} MB of heap`,
  );
  note(
    `file descriptors ${whole(quarters('open', 0.5))}, at most ${whole(quarters('open', 1))}, write-ahead logs at most ${whole(quarters('log', 1))} MB`,
  );
  note(
    `an order from purchase to Done: p50 ${whole(tooks.map((all) => quantile(all, 0.5)))} ms, p99 ${whole(tooks.map((all) => quantile(all, 0.99)))} ms`,
  );

  await check('everything was answered as it should be', () => assert.deepEqual([faults.length, faults.slice(0, 5)], [0, []]));
  await check('it was half load all the time', () => assert.ok(leftOut <= orders / 50, `${leftOut} of ${orders} left out`));
  await check('resident memory is flat from the second quarter to the last', () => {
    const [, second, , last] = quarters('resident', 0.5);
    assert.ok(last <= second * 1.1, `${Math.round(second)} → ${Math.round(last)} MB`);
  });
  await check('so is what is left after a collection', () => {
    const [, second, , last] = left.map((all) => quantile(all, 1));
    assert.ok(last <= second * 1.1, `${second} → ${last} MB`);
  });
  await check('file descriptors are flat', () => {
    const [, second, , last] = quarters('open', 0.5);
    assert.ok(last <= second + 10, `${second} → ${last}`);
  });
  await check('write-ahead logs are copied back', () => {
    const [, second, , last] = quarters('log', 1);
    assert.ok(last <= Math.max(second * 1.5, 64), `${Math.round(second)} → ${Math.round(last)} MB`);
  });
  await check('nothing costs more because more has happened: an order takes no longer in the last quarter', () => {
    const [, second, , last] = tooks.map((all) => quantile(all, 0.5));
    assert.ok(last <= second * 2, `${Math.round(second)} → ${Math.round(last)} ms`);
  });
  await check('every notice was told, in order', async () => {
    const untold = () => told.flatMap(({ upTo }) => [...upTo]).filter(([, revision]) => revision !== 3);
    assert.deepEqual(await eventually(untold, ({ length }) => length === 0, 30_000, 200), []);
    assert.deepEqual(
      told.flatMap(({ wrong }) => wrong),
      [],
    );
    assert.ok(
      told.some(({ sentAgain }) => sentAgain > 0),
      'support had nothing sent again',
    );
  });
  await check('the read models equal the record', async () => assert.deepEqual(await differences(operator), []));
  await check('the platform logged no defect', () => assert.deepEqual(platform.complaints, []));
});
