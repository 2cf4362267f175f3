// BullMQ on Redis, in a process of its own as the platform is: signs and posts, keeps each attempt as the job's return value.
// Open-source BullMQ keeps no order within a group, so subjects are spread over queues that each do one job at a time, which
// is its documented way to first-in-first-out. argv: Redis' port, the receiver's address.
import { createHash, createHmac, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { Pool } from 'undici';

const QUEUES = 32;
const [port, url] = process.argv.slice(2);
const connect = () => new Redis({ host: '127.0.0.1', port: Number(port), maxRetriesPerRequest: null, enableAutoPipelining: true });

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const secret = randomBytes(32);
const origin = 'http://127.0.0.1';
const base64url = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const header = base64url({ alg: 'ES256', typ: 'delivery+jwt', kid: 'bench' });

const headersOf = ({ messageId, subject, position, occurredOn, type, body }) => {
  const seconds = Math.floor(Date.now() / 1000);
  const sha256 = createHash('sha256').update(body).digest('hex');
  const token = `${header}.${base64url({ iss: origin, aud: 'acme', jti: messageId, iat: seconds, exp: seconds + 300, sha256 })}`;
  const signature = sign('sha256', Buffer.from(token), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
  const hmac = createHmac('sha256', secret).update(`${messageId}.${seconds}.`).update(body).digest('base64');
  return {
    'content-type': 'application/json',
    'ce-specversion': '1.0',
    'ce-type': type,
    'ce-source': origin,
    'ce-subject': subject,
    'ce-time': occurredOn,
    'ce-tenantid': 'acme',
    'ce-position': String(position),
    'ce-id': messageId,
    traceparent: `00-${messageId.replaceAll('-', '')}-${messageId.replaceAll('-', '').slice(0, 16)}-01`,
    authorization: `Bearer ${token}.${signature}`,
    'webhook-id': messageId,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${hmac}`,
    'user-agent': 'BullMQ',
  };
};

const pool = new Pool(url, { connections: QUEUES, pipelining: 1 });
const deliver = async ({ data }) => {
  const begun = performance.now();
  const startedOn = new Date().toISOString();
  const path = `/hooks/${data.type}/${data.type.split('.')[1]}/${data.messageId}`;
  const { statusCode, body } = await pool.request({ method: 'POST', path, headers: headersOf(data), body: data.body });
  await body.dump();
  if (statusCode >= 300) throw new Error(`answered ${statusCode}`);
  return { startedOn, durationMs: Math.round(performance.now() - begun), status: statusCode };
};

const shared = connect();
const settings = { attempts: 10, backoff: { type: 'exponential', delay: 5000 }, removeOnComplete: false, removeOnFail: false };
const names = Array.from({ length: QUEUES }, (_, i) => `subjects-${i}`);
const queues = names.map((name) => new Queue(name, { connection: shared, defaultJobOptions: settings }));
const workers = names.map((name) => new Worker(name, deliver, { connection: shared, concurrency: 1, autorun: false }));
const queueOf = (subject) => queues[createHash('sha1').update(subject).digest().readUInt32BE(0) % QUEUES];

const add = async (messages) => {
  const of = new Map(queues.map((queue) => [queue, []]));
  for (const message of messages) of.get(queueOf(message.subject)).push({ name: 'deliver', data: message });
  await Promise.all([...of].map(([queue, jobs]) => (jobs.length > 0 ? queue.addBulk(jobs) : null)));
};

process.on('message', async ({ id, what, messages, message }) => {
  let answer = {};
  if (what === 'add') await add(messages);
  else if (what === 'one') await queueOf(message.subject).add('deliver', message);
  else if (what === 'start') for (const worker of workers) void worker.run();
  else if (what === 'pause') await Promise.all(workers.map((worker) => worker.pause()));
  else if (what === 'resume') for (const worker of workers) worker.resume();
  else if (what === 'counts') {
    const counts = await Promise.all(queues.map((queue) => queue.getJobCounts('completed', 'failed', 'waiting', 'active')));
    const sum = (state) => counts.reduce((all, one) => all + one[state], 0);
    const [first] = (await Promise.all(queues.map((queue) => queue.getCompleted(0, 0)))).flat();
    answer = { completed: sum('completed'), failed: sum('failed'), left: sum('waiting') + sum('active'), attempt: first?.returnvalue };
  }
  process.send({ id, answer });
});
process.on('disconnect', () => process.exit(0));
await Promise.all([...queues, ...workers].map((one) => one.waitUntilReady()));
process.send({ ready: true, jwk: publicKey.export({ format: 'jwk' }), secret: secret.toString('base64') });
