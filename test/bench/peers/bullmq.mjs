// The bench's side of the BullMQ process.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../kit/platform.mjs';

export const PACKAGES = ['bullmq', 'ioredis', 'undici'];

export const startBullmq = async (redis, url) => {
  const child = fork(join(root, 'test/bench/peers/bullmq-worker.mjs'), [String(redis.port), url], { execArgv: [] });
  const [{ jwk, secret }] = await once(child, 'message');
  const asked = new Map();
  let ids = 0;
  child.on('message', ({ id, answer }) => {
    asked.get(id)?.(answer);
    asked.delete(id);
  });
  const ask = (what, more = {}) =>
    new Promise((resolve) => {
      const id = ++ids;
      asked.set(id, resolve);
      child.send({ id, what, ...more });
    });
  return { ask, jwk, secret, close: () => child.disconnect() };
};
