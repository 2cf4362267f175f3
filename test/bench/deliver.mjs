#!/usr/bin/env node
/**
 * Signed webhooks (ES256 token and Standard Webhooks, about 1.2 KB on the wire) to a receiver in a process of its own, each
 * attempt recorded, order kept within each subject: a backlog drained at full speed, the platform beside BullMQ on Redis and
 * beside undici posting in a loop, in turns. Then live: orders change at half of what the platform takes, and what is timed
 * is from the commit (and from the act before it) to the receiver; the same rate on BullMQ.
 *
 *   node test/bench/deliver.mjs [--json] [--quick] [--rounds 5] [--messages 10000] [--rate 0]
 *     [--only drain]
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRemoteJWKSet } from 'jose';
import { Pool } from 'undici';
import { bench, built } from './kit/bench.mjs';
import { must } from './kit/checks.mjs';
import { costs, threadsOf } from './kit/cpu.mjs';
import { CONNECTIONS, checked, consumerAt, keysOf, messageOf } from './kit/deliveries.mjs';
import { live, liveOnBullmq } from './kit/live-deliveries.mjs';
import { EVENTS_OF_AN_ORDER, writeOrders } from './kit/order-log.mjs';
import { each, openAgain, openMarket, profiled, quiet, startPlatform } from './kit/platform.mjs';
import { startReceiver } from './kit/receivers.mjs';
import { startRedis } from './kit/servers.mjs';
import { alternate, quantile, ratios } from './kit/stats.mjs';
import { PACKAGES, startBullmq } from './peers/bullmq.mjs';

const { EmbeddedEventStore } = built('libs/event-sourcing/src/stores/embedded');

/** The platform with a backlog of so many messages for a consumer that is paused. */
const backlogged = async (receiver, messages, folder) => {
  let platform = await startPlatform({ folder: join(folder, 'platform') });
  const market = await openMarket(platform.url);
  const { signingSecret } = await market.vendor('POST', '/api/v1/gateway/consumers', consumerAt(receiver.url));
  await market.vendor('POST', '/api/v1/gateway/consumers/acme/pause');
  await platform.stop();
  const store = EmbeddedEventStore.open(join(platform.folder, 'events.db'));
  await writeOrders(store, messages / EVENTS_OF_AN_ORDER);
  await store.close();
  platform = await startPlatform({ folder: platform.folder, nodeArgs: profiled() });
  const { operator, call: vendor } = await openAgain(platform.url, 'acme', ['gateway']);
  const jwks = createRemoteJWKSet(new URL(`${platform.url}/.well-known/jwks.json`));
  return { platform, vendor, operator, keys: { key: jwks, secret: signingSecret, audience: 'acme' } };
};

const settled = async (receiver) => {
  for (let before = -1, now = await receiver.count(); now !== before; now = await receiver.count()) {
    before = now;
    await sleep(300);
  }
};

const drained = async ({ rounds, messages, folder, say }) => {
  const receivers = { ours: await startReceiver(), bullmq: await startReceiver(), undici: await startReceiver() };
  // A consumer that is paused has messages under way, which come all the same; so there is one round more than is timed.
  const backlog = (rounds + 1) * messages;
  say(`deliver: a backlog of ${backlog} messages …`);
  const ours = await backlogged(receivers.ours, backlog, folder);
  // Nothing of the past is being caught up with any more, so that nothing but delivering is measured.
  await quiet(ours.platform, ours.operator);
  const redis = await startRedis(folder);
  const bullmq = await startBullmq(redis, receivers.bullmq.url);
  const pool = new Pool(receivers.undici.url, { connections: CONNECTIONS, pipelining: 1 });
  await bullmq.ask('start');
  await bullmq.ask('pause');
  const rate = (came, from) => (messages / (came - from)) * 1000;
  const wall = () => performance.timeOrigin + performance.now();
  let position = 0;
  const cost = [];
  const sides = {
    ours: async (round) => {
      say(`deliver: round ${round + 1} of ${rounds} …`);
      const before = await receivers.ours.count();
      const worked = threadsOf(ours.platform.child.pid);
      const from = wall();
      await ours.vendor('POST', '/api/v1/gateway/consumers/acme/resume');
      const came = await receivers.ours.until(before + messages);
      cost.push(costs(worked, threadsOf(ours.platform.child.pid), messages));
      await ours.vendor('POST', '/api/v1/gateway/consumers/acme/pause');
      await settled(receivers.ours);
      return rate(came, from);
    },
    bullmq: async () => {
      const subjects = Array.from({ length: messages / EVENTS_OF_AN_ORDER }, () => randomUUID());
      for (let i = 0; i < EVENTS_OF_AN_ORDER; i++) await bullmq.ask('add', { messages: subjects.map((one) => messageOf(one, ++position)) });
      const before = await receivers.bullmq.count();
      const from = wall();
      await bullmq.ask('resume');
      const came = await receivers.bullmq.until(before + messages);
      await settled(receivers.bullmq);
      await bullmq.ask('pause');
      return rate(came, from);
    },
    undici: async () => {
      const { body, ...told } = messageOf(randomUUID(), 1);
      const headers = {
        'content-type': 'application/json',
        'ce-subject': told.subject,
        authorization: 'x'.repeat(480),
        'webhook-id': told.messageId,
      };
      const seconds = await each(Array.from({ length: messages }), CONNECTIONS, async () =>
        (await pool.request({ method: 'POST', path: '/hooks', headers, body })).body.dump(),
      );
      return messages / seconds;
    },
  };
  const seen = await alternate(rounds, sides);
  await ours.vendor('POST', '/api/v1/gateway/consumers/acme/resume');
  await receivers.ours.until(backlog);
  await checked('the platform', receivers.ours, backlog, ours.keys);
  await checked('BullMQ', receivers.bullmq, rounds * messages, await keysOf(bullmq));
  must((await receivers.undici.count()) === rounds * messages, 'undici lost some');
  await recorded(ours, backlog);
  const counts = await bullmq.ask('counts');
  must(counts.completed === rounds * messages && counts.failed === 0 && counts.left === 0, `BullMQ has recorded ${JSON.stringify(counts)}`);
  must(counts.attempt?.status === 204, 'BullMQ has not recorded its attempts');
  bullmq.close();
  await pool.close();
  await ours.platform.stop();
  for (const receiver of Object.values(receivers)) receiver.close();
  return { seen, cost, redis };
};

/** Every delivery is on the platform's list as delivered, none otherwise. */
const recorded = async ({ vendor }, messages) => {
  let [delivered, cursor] = [0, null];
  for (const from = performance.now(); performance.now() - from < 60_000; await sleep(500)) {
    [delivered, cursor] = [0, null];
    do {
      const page = await vendor('GET', `/api/v1/gateway/deliveries?state=delivered&limit=200${cursor ? `&cursor=${cursor}` : ''}`);
      delivered += page.items.length;
      cursor = page.nextCursor ?? null;
    } while (cursor);
    if (delivered === messages) break;
  }
  must(delivered === messages, `${delivered} of ${messages} deliveries are on the list as delivered`);
};

await bench(
  'deliver',
  { options: { messages: { type: 'string' }, rate: { type: 'string' }, only: { type: 'string' } }, packages: PACKAGES },
  async ({ values, quick, rounds, folder, say, figure, ratio, found, uses }) => {
    const messages = Number(values.messages ?? (quick ? 2_000 : 10_000));
    const { seen, cost, redis } = await drained({ rounds, messages, folder, say });
    uses({ redis: redis.version });
    figure('deliver', `signed, recorded, in order; ${messages.toLocaleString('en')} a round`, 'messages/s', seen.ours);
    figure('deliver-bullmq', 'BullMQ, the same', 'messages/s', seen.bullmq);
    figure('deliver-undici', 'undici in a loop, unsigned', 'messages/s', seen.undici);
    for (const [part, label] of [
      ['main', 'main thread'],
      ['busiest', 'thread that signs and sends'],
      ['rest', 'other threads'],
    ])
      figure(
        `deliver-cpu-${part}`,
        `processor time a message, ${label}`,
        'ms',
        cost.map((one) => one[part]),
      );
    ratio('deliver-bullmq', 'deliveries to BullMQ', ratios(seen.ours, seen.bullmq), { goal: 1.5 });
    ratio('deliver-undici', 'deliveries to undici in a loop', ratios(seen.ours, seen.undici));
    if (values.only === 'drain') return;
    const orders = quick ? 300 : 1_500;
    const { capacity, rate, fromAct, fromCommit } = await live({ orders, rate: Number(values.rate ?? 0), say, folder });
    const peer = await liveOnBullmq(redis, { messages: 2 * orders, rate });
    figure('live-capacity', 'changes through the doors, told: most', 'messages/s', [capacity]);
    figure('live-rate', 'half load', 'messages/s', [rate]);
    for (const [name, label, lags] of [
      ['act', 'act to received at half load', fromAct],
      ['commit', 'committed to received at half load', fromCommit],
      ['bullmq', 'BullMQ at the same rate, added to received', peer],
    ]) {
      figure(`live-${name}-p50`, `${label}, p50`, 'ms', [quantile(lags, 0.5)]);
      figure(`live-${name}-p99`, `${label}, p99`, 'ms', [quantile(lags, 0.99)]);
    }
    ratio('live-p99', 'committed to received at half load, p99, to 50 ms', [quantile(fromCommit, 0.99) / 50], { goal: 1, atLeast: false });
    found(
      `${rounds} × ${messages} messages on each side, and ${4 * orders} live: none lost, none twice, none out of order within its subject, each recorded.`,
    );
  },
);
