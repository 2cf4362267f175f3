#!/usr/bin/env node
/**
 * Events to read models, live. Flooded: events a second that are recorded and in the order view, ours, beside emmett's inline
 * projection with the same fold (its documented way to a read model that is never behind), and beside the limit: the same
 * documents written with nothing else. At a steady rate: how far the view is behind, ours at 1,000 events a second, emmett's
 * consumer at a rate that it keeps up with. Each view is put beside a fold of the log.
 *
 *   node test/bench/project.mjs [--json] [--quick] [--rounds 5] [--orders 5000] [--peer-orders 500] [--rate 1000]
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { bench, built } from './kit/bench.mjs';
import { compared, isWhole, must, told } from './kit/checks.mjs';
import { opened } from './kit/followed.mjs';
import { lagging, laggingPeer } from './kit/lags.mjs';
import { EVENTS_OF_AN_ORDER, foldFacts, orderFacts, orderList } from './kit/order-log.mjs';
import { each } from './kit/platform.mjs';
import { startPostgres } from './kit/servers.mjs';
import { alternate, quantile, ratios } from './kit/stats.mjs';
import { openEmmett, PACKAGES } from './peers/emmett.mjs';
import { appendTo, documentsOf, orderProjection } from './peers/emmett-views.mjs';

const { openEmbedded } = built('libs/embedded-mongo/src');

/** Events a second, from the first append until the view has the last. */
const flooded = async (folder, orders) => {
  const rounds = [...orderFacts(orders)];
  const one = await opened(folder);
  const from = performance.now();
  for (const facts of rounds) await Promise.all(facts.map(one.append));
  must(await one.views.reached([orderList.name], await one.store.head(), 120_000), 'the view did not catch up in 120 s');
  const seconds = (performance.now() - from) / 1000;
  await one.check(rounds);
  await one.close();
  return (orders * EVENTS_OF_AN_ORDER) / seconds;
};

/** The documents that each round of events leaves, written to the same collection with the same indexes and nothing else. */
const bare = async (folder, orders) => {
  mkdirSync(folder);
  const open = new Map();
  const writes = [...orderFacts(orders)].map((facts) =>
    facts.map(({ order, revision, fact }) => {
      const document = orderList.fold(open.get(order) ?? null, { ...fact, revision });
      open.set(order, document);
      return { replaceOne: { filter: { _id: order }, replacement: { _id: order, ...document }, upsert: true } };
    }),
  );
  const documents = await openEmbedded(join(folder, 'documents.db'));
  const model = documents.model('bare', orderList.schema.clone(), 'bare');
  await model.createCollection();
  await model.createIndexes();
  const from = performance.now();
  for (const round of writes) await model.collection.bulkWrite(round, { ordered: false });
  const seconds = (performance.now() - from) / 1000;
  must((await model.collection.countDocuments({})) === orders, 'bare writing lost documents');
  await documents.close();
  return (orders * EVENTS_OF_AN_ORDER) / seconds;
};

/** Emmett with the view in the transaction of each append, 16 writing at once. */
const inline = async (server, database, orders) => {
  const rounds = [...orderFacts(orders)];
  const expected = foldFacts(rounds);
  const emmett = await openEmmett(server, database, { connections: 16, projections: [{ type: 'inline', projection: orderProjection() }] });
  const append = appendTo(emmett);
  const from = performance.now();
  // The first alone: its collection is made with it, and two that make it at once are told of a conflict.
  await append(rounds[0].shift());
  for (const facts of rounds) await each(facts, 16, append);
  const seconds = (performance.now() - from) / 1000;
  const beside = await compared(expected, await documentsOf(emmett.pool));
  must(isWhole(beside), `emmett's inline view: ${told(beside)}`);
  await emmett.close();
  return (orders * EVENTS_OF_AN_ORDER) / seconds;
};

await bench(
  'project',
  { options: { orders: { type: 'string' }, 'peer-orders': { type: 'string' }, rate: { type: 'string' } }, packages: PACKAGES },
  async ({ values, quick, rounds, folder, say, figure, ratio, found, uses }) => {
    const orders = Number(values.orders ?? (quick ? 2_000 : 5_000));
    const peerOrders = Number(values['peer-orders'] ?? (quick ? 100 : 500));
    const rate = Number(values.rate ?? 1_000);
    const server = await startPostgres(folder);
    uses({ postgresql: server.version });
    const seen = await alternate(rounds, {
      ours: (round) => {
        say(`project: round ${round + 1} of ${rounds} …`);
        return flooded(join(folder, `ours-${round}`), orders);
      },
      emmett: (round) => inline(server, `inline_${round}`, peerOrders),
      bare: (round) => bare(join(folder, `bare-${round}`), orders),
    });
    figure('project', 'recorded and in the order view', 'events/s', seen.ours);
    figure('project-emmett', 'emmett, inline projection, 16 writers', 'events/s', seen.emmett);
    figure('project-bare', 'the same documents written, nothing else', 'documents/s', seen.bare);
    ratio('project-emmett', 'events into the view to emmett', ratios(seen.ours, seen.emmett));
    ratio('project-bare', 'events into the view to writing the documents', ratios(seen.ours, seen.bare));
    say(`project: at ${rate} events/s …`);
    const ours = await lagging(join(folder, 'lagging'), { orders: Math.ceil(rate * (quick ? 0.5 : 1.5)), rate });
    const peerRate = Math.max(10, Math.round(Math.min(...seen.emmett) / 3));
    const peer = await laggingPeer(server, { orders: Math.max(25, peerRate), rate: peerRate });
    figure('lag-rate', 'steady rate, as it was', 'events/s', [ours.perSecond]);
    for (const [id, label, lags] of [
      ['lag', `view behind its log at ${rate} events/s`, ours.lags],
      ['lag-emmett', `emmett's consumer at ${peerRate} events/s`, peer],
    ]) {
      figure(`${id}-p50`, `${label}, p50`, 'ms', [quantile(lags, 0.5)]);
      figure(`${id}-p99`, `${label}, p99`, 'ms', [quantile(lags, 0.99)]);
    }
    ratio('lag-p99', 'view behind its log, p99, to 50 ms', [quantile(ours.lags, 0.99) / 50], { goal: 1, atLeast: false });
    found('every view was put beside a fold of its log: as the log has it, each time.');
  },
);
