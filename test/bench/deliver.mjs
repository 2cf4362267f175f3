#!/usr/bin/env node
/**
 * Signed webhooks (ES256 token and Standard Webhooks, about 1.2 KB on the wire) to a receiver in a process of its own, each
 * attempt recorded, order kept within each subject: a backlog drained at full speed, the platform beside BullMQ on Redis and
 * beside undici posting in a loop, in turns. Then live: orders change at half of what the platform takes, and what is timed
 * is from the act to the receiver; the same rate on BullMQ.
 *
 *   node test/bench/deliver.mjs [--json] [--quick] [--rounds 5] [--messages 10000] [--rate 0]
 *     [--only drain]
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRemoteJWKSet, importJWK } from 'jose';
import { Pool } from 'undici';
import { bench, built } from './kit/bench.mjs';
import { arrived, must } from './kit/checks.mjs';
import { costs, threadsOf } from './kit/cpu.mjs';
import { EVENTS_OF_AN_ORDER, writeOrders } from './kit/order-log.mjs';
import { each, openAgain, openMarket, paced, profiled, quiet, startPlatform } from './kit/platform.mjs';
import { signed, startReceiver } from './kit/receivers.mjs';
import { startRedis } from './kit/servers.mjs';
import { alternate, quantile, ratios } from './kit/stats.mjs';
import { PACKAGES, startBullmq } from './peers/bullmq.mjs';

const { EmbeddedEventStore } = built('libs/event-sourcing/src/stores/embedded');
const CONNECTIONS = 32;

const consumerAt = (url) => ({
  consumerCode: 'acme',
  channel: 'webhook',
  webhookUrl: `${url}/hooks`,
  messageTypes: ['PlatformStore.Order*'],
});

/** What a receiver took down must be all of it, once, in order, and signed. */
const checked = async (name, receiver, messages, keys) => {
  await sleep(200);
  const { arrivals, samples } = await receiver.all();
  const { came, again, swapped } = arrived(arrivals);
  must(came === messages && again === 0 && swapped === 0, `${name}: ${came} of ${messages} came, ${again} twice, ${swapped} out of order`);
  await signed(samples, keys);
  return arrivals;
};

/** A message as ours are, the next of its subject. */
const messageOf = (subject, position) => ({
  messageId: randomUUID(),
  subject: `order:${subject}`,
  position,
  occurredOn: new Date().toISOString(),
  type: 'PlatformStore.OrderStatusChanged',
  body: JSON.stringify({
    orderId: subject,
    orderNumber: '202611220001',
    subscriptionId: randomUUID(),
    kind: 'New',
    isTesting: false,
    revision: position,
    occurredOn: new Date().toISOString(),
  }),
});

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
  say(`deliver: a backlog of ${rounds * messages} messages …`);
  const ours = await backlogged(receivers.ours, rounds * messages, folder);
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
      const wanted = Math.min(messages, rounds * messages - before);
      const worked = threadsOf(ours.platform.child.pid);
      const from = wall();
      await ours.vendor('POST', '/api/v1/gateway/consumers/acme/resume');
      const came = await receivers.ours.until(before + wanted);
      cost.push(costs(worked, threadsOf(ours.platform.child.pid), wanted));
      if (round < rounds - 1) await ours.vendor('POST', '/api/v1/gateway/consumers/acme/pause');
      await settled(receivers.ours);
      return (wanted / (came - from)) * 1000;
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
  await checked('the platform', receivers.ours, rounds * messages, ours.keys);
  await checked('BullMQ', receivers.bullmq, rounds * messages, {
    key: await importJWK(bullmq.jwk, 'ES256'),
    secret: bullmq.secret,
    audience: 'acme',
  });
  must((await receivers.undici.count()) === rounds * messages, 'undici lost some');
  await recorded(ours, rounds * messages);
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

/** At half of what it takes: orders change through the doors, {capacity, rate, lags, answered} of what came. */
const live = async ({ orders, rate: wished, say, folder }) => {
  const receiver = await startReceiver();
  const platform = await startPlatform({ folder: join(folder, 'live') });
  const market = await openMarket(platform.url);
  const { signingSecret } = await market.vendor('POST', '/api/v1/gateway/consumers', consumerAt(receiver.url));
  const ids = [];
  await each(Array.from({ length: orders }), 8, async () => ids.push(await market.buy()));
  await receiver.until(orders);
  const pool = new Pool(platform.url, { connections: CONNECTIONS, pipelining: 1 });
  const put = async (id, status) => {
    const { statusCode, body } = await pool.request({
      method: 'PUT',
      path: `/api/v1/orders/${id}/status`,
      headers: { authorization: `Bearer ${market.vendorToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(status),
    });
    await body.dump();
    must(statusCode < 300, `a change of status was answered ${statusCode}`);
    return performance.timeOrigin + performance.now();
  };
  const flood = performance.timeOrigin + performance.now();
  await each(ids, CONNECTIONS, (id) => put(id, { systemStatus: 'Validation' }));
  const capacity = (orders / ((await receiver.until(2 * orders)) - flood)) * 1000;
  const rate = wished || Math.round(capacity / 2);
  say(`deliver: live, ${rate} changes/s …`);
  await sleep(1500);
  await checked('the platform, live', receiver, 2 * orders, {
    key: createRemoteJWKSet(new URL(`${platform.url}/.well-known/jwks.json`)),
    secret: signingSecret,
    audience: 'acme',
  });
  await receiver.forget();
  const answered = new Map();
  for (const [number, status] of [{ systemStatus: 'Confirmed' }, { systemStatus: 'Done', accountIdentifier: 'a' }].entries()) {
    await paced(ids, rate, async (id) => answered.set(`order:${id} ${number}`, await put(id, status)));
    await receiver.until((number + 1) * orders);
  }
  const arrivals = await checked('the platform at half load', receiver, 2 * orders, {
    key: createRemoteJWKSet(new URL(`${platform.url}/.well-known/jwks.json`)),
    secret: signingSecret,
    audience: 'acme',
  });
  const times = new Map();
  const fromAnswer = arrivals.map(([subject, , , came]) => {
    const number = times.get(subject) ?? 0;
    times.set(subject, number + 1);
    return Math.max(0, came - answered.get(`${subject} ${number}`));
  });
  await pool.close();
  await platform.stop();
  receiver.close();
  return { capacity, rate, fromAct: arrivals.map(([, , , came, acted]) => Math.max(0, came - acted)), fromAnswer };
};

const liveOnBullmq = async (redis, { messages, rate }) => {
  const receiver = await startReceiver();
  const bullmq = await startBullmq({ port: redis.port }, receiver.url);
  await bullmq.ask('start');
  await sleep(500);
  await paced(Array.from({ length: messages }), rate, () => bullmq.ask('one', { message: messageOf(randomUUID(), 1) }));
  await receiver.until(messages);
  const keys = { key: await importJWK(bullmq.jwk, 'ES256'), secret: bullmq.secret, audience: 'acme' };
  const arrivals = await checked('BullMQ at the same rate', receiver, messages, keys);
  bullmq.close();
  receiver.close();
  return arrivals.map(([, , , came, acted]) => Math.max(0, came - acted));
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
    const { capacity, rate, fromAct, fromAnswer } = await live({ orders, rate: Number(values.rate ?? 0), say, folder });
    const peer = await liveOnBullmq(redis, { messages: 2 * orders, rate });
    figure('live-capacity', 'changes through the doors, told: most', 'messages/s', [capacity]);
    figure('live-rate', 'half load', 'messages/s', [rate]);
    for (const [name, label, lags] of [
      ['act', 'act to received at half load', fromAct],
      ['answer', 'answered to received at half load', fromAnswer],
      ['bullmq', 'BullMQ at the same rate, added to received', peer],
    ]) {
      figure(`live-${name}-p50`, `${label}, p50`, 'ms', [quantile(lags, 0.5)]);
      figure(`live-${name}-p99`, `${label}, p99`, 'ms', [quantile(lags, 0.99)]);
    }
    ratio('live-p99', 'act to received at half load, p99, to 50 ms', [quantile(fromAct, 0.99) / 50], { goal: 1, atLeast: false });
    found(
      `${rounds} × ${messages} messages on each side, and ${4 * orders} live: none lost, none twice, none out of order within its subject, each recorded.`,
    );
  },
);
