#!/usr/bin/env node
/**
 * The order view from nothing: orders of four events, interleaved over 1,000 open ones. Ours in a process of its own, beside
 * reading and parsing the same log (the limit), and beside emmett's Pongo projection with the same fold. Each result is put
 * beside a fold of the log. Emmett gets a shorter log, for it reads what is left of the whole log for each batch; events a
 * second at a longer one would be fewer.
 *
 *   node test/bench/rebuild.mjs [--json] [--quick] [--rounds 5] [--orders 250000] [--peer-orders 2000]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bench, built } from './kit/bench.mjs';
import { compared, isWhole, must, told } from './kit/checks.mjs';
import { EVENTS_OF_AN_ORDER, foldFacts, foldLog, orderFacts, writeOrders } from './kit/order-log.mjs';
import { each, profiled, root } from './kit/platform.mjs';
import { startPostgres } from './kit/servers.mjs';
import { alternate } from './kit/stats.mjs';
import { openEmmett, PACKAGES } from './peers/emmett.mjs';
import { appendTo, documentsOf, rebuildAsDocumented, rebuildRight, seed } from './peers/emmett-views.mjs';

const { EmbeddedEventStore } = built('libs/event-sourcing/src/stores/embedded');

/** The log on the disk, and the file with what a fold of it has. */
const prepared = async (folder, orders) => {
  const store = EmbeddedEventStore.open(join(folder, 'events.db'));
  const events = await writeOrders(store, orders);
  const fold = foldLog();
  for (let after = 0; ; ) {
    const stretch = await store.readAll({ after, categories: ['order'], limit: 5000 });
    for (const fact of stretch.facts) fold.add(fact);
    after = stretch.position;
    if (stretch.caughtUp) break;
  }
  await store.close();
  const expected = fold.end();
  must(expected.size === orders, `the log has ${expected.size} orders of ${orders}`);
  const file = join(folder, 'expected.json');
  writeFileSync(file, JSON.stringify([...expected]));
  return { events, file };
};

const ours = async (folder, expectedFile, round) => {
  const documents = join(folder, `documents-${round}.db`);
  const child = fork(join(root, 'test/bench/kit/rebuild-worker.mjs'), [folder, documents, expectedFile], { execArgv: profiled() });
  const [seen] = await Promise.race([once(child, 'message'), once(child, 'exit').then(([code]) => [{ code }])]);
  must(seen.beside !== undefined, `the rebuild ended with ${seen.code}`);
  for (const end of ['', '-wal', '-shm']) rmSync(`${documents}${end}`, { force: true });
  must(isWhole(seen.beside), `our rebuild: ${told(seen.beside)}`);
  return seen;
};

/** What emmett's own rebuild makes of a log that 32 wrote at once, and of being asked a second time. */
const documented = async (server, orders, found) => {
  const emmett = await openEmmett(server, 'documented', { connections: 32 });
  const rounds = [...orderFacts(orders)];
  for (const facts of rounds) await each(facts, 32, appendTo(emmett));
  const expected = foldFacts(rounds);
  const log = `${orders * EVENTS_OF_AN_ORDER} events written by 32 at once`;
  await rebuildAsDocumented(emmett);
  const first = await compared(expected, await documentsOf(emmett.pool));
  found(`emmett's documented rebuild of ${log}: ${told(first)}${isWhole(first) ? ' (nothing lost this time)' : ''}.`);
  await rebuildAsDocumented(emmett);
  const second = await compared(expected, await documentsOf(emmett.pool));
  found(`the same rebuild asked for a second time: ${told(second)}.`);
  await emmett.close();
};

await bench(
  'rebuild',
  { options: { orders: { type: 'string' }, 'peer-orders': { type: 'string' } }, packages: PACKAGES },
  async ({ values, quick, rounds, folder, say, figure, ratio, found, uses }) => {
    const orders = Number(values.orders ?? (quick ? 10_000 : 250_000));
    const peerOrders = Number(values['peer-orders'] ?? (quick ? 500 : 2_000));
    const server = await startPostgres(folder);
    uses({ postgresql: server.version });
    say(`rebuild: writing ${orders * EVENTS_OF_AN_ORDER} events …`);
    const { events, file } = await prepared(folder, orders);
    const emmett = await openEmmett(server, 'rebuilt');
    const log = [...orderFacts(peerOrders)];
    await seed(emmett.pool, log);
    const expected = foldFacts(log);
    const runs = [];
    const seen = await alternate(rounds, {
      ours: async (round) => {
        say(`rebuild: round ${round + 1} of ${rounds} …`);
        const run = await ours(folder, file, round);
        runs.push(run);
        return run.rebuildPerSecond;
      },
      emmett: async () => {
        const seconds = await rebuildRight(emmett);
        const beside = await compared(expected, await documentsOf(emmett.pool));
        must(isWhole(beside), `emmett's rebuild: ${told(beside)}`);
        return (peerOrders * EVENTS_OF_AN_ORDER) / seconds;
      },
    });
    await emmett.close();
    say('rebuild: what emmett documents …');
    await documented(server, Math.min(500, peerOrders), found);
    found(
      `ours, ${rounds} times ${events} events: ${told(runs[0].beside)}, each time; emmett's, made right: as the log has it, each time.`,
    );
    figure('rebuild', `rebuild of ${orders.toLocaleString('en')} orders × 4`, 'events/s', seen.ours);
    figure('rebuild-emmett', `emmett, ${peerOrders.toLocaleString('en')} orders × 4, batch 1,000`, 'events/s', seen.emmett);
    figure(
      'rebuild-read',
      'reading and parsing the log',
      'events/s',
      runs.map(({ readPerSecond }) => readPerSecond),
    );
    ratio(
      'rebuild-emmett',
      'rebuild to emmett',
      seen.ours.map((mine, i) => mine / seen.emmett[i]),
      { goal: 8 },
    );
    ratio(
      'rebuild-limit',
      'rebuild to reading and parsing the log',
      runs.map((run) => run.ratio),
      { goal: 0.35 },
    );
    const memory = (of) => runs.map((run) => run.memory[of]);
    figure('rebuild-rss-before', 'resident before', 'MiB', memory('before'));
    figure('rebuild-rss-half', 'resident at most, first half', 'MiB', memory('firstHalf'));
    figure('rebuild-rss-end', 'resident at most, second half', 'MiB', memory('secondHalf'));
    ratio(
      'rebuild-memory',
      'memory, second half to first',
      runs.map((run) => run.memory.secondHalf / run.memory.firstHalf),
      {
        goal: 1.25,
        atLeast: false,
      },
    );
  },
);
