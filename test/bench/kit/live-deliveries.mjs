// Deliveries of what happens now, at half of what the platform takes; and BullMQ at the same rate.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createRemoteJWKSet } from 'jose';
import { Pool } from 'undici';
import { startBullmq } from '../peers/bullmq.mjs';
import { must } from './checks.mjs';
import { CONNECTIONS, checked, consumerAt, keysOf, messageOf } from './deliveries.mjs';
import { each, openMarket, paced, profiled, root, startPlatform } from './platform.mjs';
import { startReceiver } from './receivers.mjs';

const COMMITS = fileURLToPath(new URL('./commits.cjs', import.meta.url));

/** At half of what it takes, orders change through the doors: {capacity, rate, fromAct, fromCommit}, the latter in ms of what came. */
export const live = async ({ orders, rate: wished, say, folder }) => {
  const receiver = await startReceiver();
  const commits = join(folder, 'commits.json');
  const platform = await startPlatform({
    folder: join(folder, 'live'),
    nodeArgs: ['--require', COMMITS, ...profiled()],
    env: { CAUSEWAY_TEST_DIST: join(root, 'dist'), CAUSEWAY_TEST_COMMITS: commits },
  });
  const market = await openMarket(platform.url);
  const { signingSecret } = await market.vendor('POST', '/api/v1/gateway/consumers', consumerAt(receiver.url));
  const ids = [];
  await each(Array.from({ length: orders }), 8, async () => ids.push(await market.buy()));
  await receiver.until(orders);
  const keys = { key: createRemoteJWKSet(new URL(`${platform.url}/.well-known/jwks.json`)), secret: signingSecret, audience: 'acme' };
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
  };
  const flood = performance.timeOrigin + performance.now();
  await each(ids, CONNECTIONS, (id) => put(id, { systemStatus: 'Validation' }));
  const capacity = (orders / ((await receiver.until(2 * orders)) - flood)) * 1000;
  const rate = wished || Math.round(capacity / 2);
  say(`deliver: live, ${rate} changes/s …`);
  await sleep(1500);
  await checked('the platform, live', receiver, 2 * orders, keys);
  await receiver.forget();
  for (const [number, status] of [{ systemStatus: 'Confirmed' }, { systemStatus: 'Done', accountIdentifier: 'a' }].entries()) {
    await paced(ids, rate, (id) => put(id, status));
    await receiver.until((number + 1) * orders);
  }
  const arrivals = await checked('the platform at half load', receiver, 2 * orders, keys);
  await pool.close();
  await platform.stop();
  receiver.close();
  const committed = new Map(JSON.parse(readFileSync(commits, 'utf8')));
  const fromCommit = arrivals.map(([, position, , came]) => Math.max(0, came - committed.get(position)));
  return { capacity, rate, fromAct: arrivals.map(([, , , came, acted]) => Math.max(0, came - acted)), fromCommit };
};

export const liveOnBullmq = async (redis, { messages, rate }) => {
  const receiver = await startReceiver();
  const bullmq = await startBullmq({ port: redis.port }, receiver.url);
  await bullmq.ask('start');
  await sleep(500);
  await paced(Array.from({ length: messages }), rate, () => bullmq.ask('one', { message: messageOf(randomUUID(), 1) }));
  await receiver.until(messages);
  const arrivals = await checked('BullMQ at the same rate', receiver, messages, await keysOf(bullmq));
  bullmq.close();
  receiver.close();
  return arrivals.map(([, , , came, acted]) => Math.max(0, came - acted));
};
