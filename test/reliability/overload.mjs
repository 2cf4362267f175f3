// Overload (spec 70): at three times capacity 80 % of the peak is still served, and the rest is told 429 or 503 at once.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { made } from './kit/http.mjs';
import { buy, openMarket } from './kit/market.mjs';
import { startPlatform } from './kit/platform.mjs';
import { each, quantile, sleep, suite, times } from './kit/suite.mjs';

/** Capacity is measured before and after each round, because this machine is not ours alone. */
const [ROUNDS, SECONDS] = times([3, 5], [5, 60]);
const LOAD = fileURLToPath(new URL('overload/load.mjs', import.meta.url));
/** So many answers at a time keep one process busy; three times its capacity is offered at a fixed pace. */
const AT_CAPACITY = 32;

/** The load is a process of its own: what it costs is not the platform's. */
const load = (settings) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [LOAD, JSON.stringify(settings)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (text) => {
      said += text;
    });
    child.once('exit', (code) => (code === 0 ? resolve(JSON.parse(said)) : reject(new Error(`The load ended with ${code}.`))));
  });

await suite('overload', async ({ check, cleanup, note }) => {
  const platform = await startPlatform(cleanup);
  const { customer, productId } = await openMarket(platform.url);
  await each(Array(200).fill(0), 8, () => made(buy(customer, productId)));
  // Dear to answer and cheap to ask, so that the load on the same machine is small beside what it asks for.
  const target = { url: platform.url, path: '/api/v1/orders?orderAccessType=Customer&limit=200', token: customer.client.token };
  const atCapacity = async () => (await load({ ...target, seconds: 3, atOnce: AT_CAPACITY })).served / 3;
  await atCapacity();
  const capacities = [await atCapacity()];
  const calm = platform.memory;
  const rounds = [];
  for (let n = 0; n < ROUNDS; n++) {
    const before = capacities.at(-1);
    const over = await load({ ...target, seconds: SECONDS, perSecond: Math.round(before * 3) });
    const after = await atCapacity();
    capacities.push(after);
    const capacity = (before + after) / 2;
    rounds.push({ ...over, ratio: over.served / SECONDS / capacity, offeredRatio: over.offered / SECONDS / capacity });
  }
  const middle = (of) => quantile(rounds.map(of), 0.5);
  const capacity = quantile(capacities, 0.5);
  const refused = rounds.reduce((sum, round) => sum + round.refused, 0);
  const share = middle(({ ratio }) => ratio);
  note(
    `${Math.round(capacity)}/s at capacity, ${(100 * share).toFixed(0)} % of it served when ${middle(({ offeredRatio }) => offeredRatio).toFixed(1)} times as many asked, ${ROUNDS} times ${SECONDS} s, ${refused} refused, after ${middle(({ refusedMedian }) => refusedMedian)} ms, p99 ${middle(({ refusedP99 }) => refusedP99)} ms`,
  );

  await check('it is offered more than it can do', () =>
    assert.ok(middle(({ offeredRatio }) => offeredRatio) > 1.5 && refused > 0, `${middle(({ offeredRatio }) => offeredRatio)} of capacity`),
  );
  await check('80 % of the peak is still served', () =>
    assert.ok(share >= 0.8, rounds.map(({ ratio }) => `${(100 * ratio).toFixed(0)} %`).join(', ')),
  );
  await check('the rest is told 429 or 503 with Retry-After, and nothing else happens', () =>
    assert.deepEqual(
      rounds.map(({ odd }) => odd),
      rounds.map(() => ({})),
    ),
  );
  await check('at once: half of the refusals within 250 ms, 99 % within 2 s', () =>
    assert.ok(
      middle(({ refusedMedian }) => refusedMedian) <= 250 && middle(({ refusedP99 }) => refusedP99) <= 2_000,
      rounds.map(({ refusedMedian, refusedP99 }) => `${refusedMedian} ms, ${refusedP99} ms`).join('; '),
    ),
  );
  await check('liveness is answered in the middle of it, and afterwards it is as before', async () => {
    const busy = load({ ...target, seconds: 4, perSecond: Math.round(capacity * 3) });
    await sleep(1_500);
    assert.equal((await fetch(`${platform.url}/health/live`, { signal: AbortSignal.timeout(5_000) })).status, 200);
    await busy;
    await sleep(1_000);
    const after = await load({ ...target, seconds: 4, atOnce: AT_CAPACITY });
    assert.ok(after.served / 4 >= Math.min(...capacities) * 0.7, `${after.served / 4}/s of ${capacities.map(Math.round).join('/s, ')}/s`);
    assert.deepEqual(after.odd, {});
  });
  await check('memory and the log are as before', async () => {
    await sleep(5_000);
    note(`memory ${Math.round(calm)} MB before, ${Math.round(platform.memory)} MB after`);
    assert.ok(platform.memory <= calm * 1.5 + 50, `${Math.round(calm)} → ${Math.round(platform.memory)} MB`);
    assert.deepEqual(platform.complaints, []);
  });
});
