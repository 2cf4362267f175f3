// Looking back, measured (issue 7): a timeline of 1,000 entries in a large log, the state of a stream of 10,000, taking
// 10,000 entries out and in. Asked through the platform's own doors, in process, looks recorded.
// node test/bench/support.mjs [events]   (after `npm run build`)
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
require('reflect-metadata');
const dist = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../../dist');
const { EmbeddedEventStore } = require(`${dist}/libs/event-sourcing/src/stores/embedded`);
const { OfflineApi } = require(`${dist}/apps/cli/src/api/offline`);
const { importFacts } = require(`${dist}/apps/cli/src/story/import-facts`);
const { openEmbedded } = require(`${dist}/libs/embedded-mongo/src`);
const { MongoSnapshots } = require(`${dist}/libs/event-sourcing/src/read-models/mongo-snapshots`);
const { Streams } = require(`${dist}/libs/event-sourcing/src/streams`);
const { Vocabulary } = require(`${dist}/libs/event-sourcing/src/model`);
const { orderStream } = require(`${dist}/libs/business-integration/src/order/domain/order`);
const { messageIdOf } = require(`${dist}/libs/message-gateway/src/message/message`);
const examples = require(`${dist}/libs/business-integration/src/order/domain/order.examples`);
const { writeOrders } = await import('./kit/order-log.mjs');

const events = Number(process.argv[2] ?? 1_000_000);
const folder = mkdtempSync(join(tmpdir(), 'bench-support-'));
const meta = { tenantId: 'bench', actor: 'client:bench', correlationId: 'c', causationId: 'c' };
const started = Date.now() - 3600_000;
let tick = 0;
const fact = (type, data, id = randomUUID()) => {
  const occurredOn = new Date(started + tick++).toISOString();
  return { id, type, data, schemaVersion: 1, occurredOn, meta };
};
const inPieces = async (store, stream, facts, from = -1) => {
  for (let i = 0, last = from; i < facts.length; i += 500) {
    const piece = facts.slice(i, i + 500);
    await store.append(stream, last < 0 ? 'none' : last, piece);
    last += piece.length;
  }
};

const party = (tenantId) => ({ tenantId, code: `${tenantId}|CZ`, name: tenantId });
const order = (own, refusals, attempts) => {
  const id = randomUUID();
  const about = { ...examples.released.data, orderId: id, customer: party('buyer'), vendor: party('bench') };
  const changed = { ...examples.done.data, orderId: id, vendorTenantId: 'bench', note: 'x'.repeat(100) };
  const facts = [fact('OrderReleased', about), ...Array.from({ length: own - 1 }, () => fact('OrderStatusChanged', changed))];
  const refused = {
    subject: `order:${id}`,
    command: 'SetOrderStatus',
    code: 'order.invalid-transition',
    detail: 'No.',
    extra: { allowed: [] },
  };
  return { id, facts, refusals: Array.from({ length: refusals }, () => fact('CommandRefused', refused)), attempts };
};

let batch = 0;
const deliver = ({ id, facts }, n, position) =>
  fact('LaneAdvanced', {
    batch: ++batch,
    low: position,
    outcomes: [
      {
        ...{
          messageId: messageIdOf('bench', 'bench', facts[n].id),
          place: position,
          position,
          subject: `order:${id}`,
          number: 1,
          state: 'delivered',
        },
        ...{
          tries: 1,
          startedOn: facts[n].occurredOn,
          durationMs: 3,
          status: 204,
          error: null,
          answer: null,
          sealedFor: null,
          nextAttemptOn: null,
        },
      },
    ],
    outstanding: [],
    heeded: -1,
  });

const write = async (store, one) => {
  await inPieces(store, `order-${one.id}`, one.facts);
  await inPieces(store, `refusals-order.${one.id}`, one.refusals);
  const stored = await store.read(`order-${one.id}`);
  const lane = 'lane-bench.bench~1';
  const [last] = await store.readBackwards(lane, { limit: 1 });
  await inPieces(
    store,
    lane,
    stored.slice(0, one.attempts).map((own, n) => deliver(one, n, own.position)),
    last?.revision ?? -1,
  );
};

/** As commands write, so that it leaves its snapshots as it grows. */
const throughStreams = async (store, { id, facts }) => {
  const documents = await openEmbedded(join(folder, 'documents.db'));
  const streams = new Streams(store, new Vocabulary(), new MongoSnapshots(documents));
  for (let i = 0; i < facts.length; i += 50) {
    const piece = facts.slice(i, i + 50).map(({ type, data }) => ({ type, data }));
    await streams.transact(orderStream(id), () => piece, { ...meta, at: facts[i].occurredOn });
  }
  await new Promise((done) => setTimeout(done, 200));
  await documents.close();
};

const timed = async (times, work) => {
  const took = [];
  for (let i = 0; i < times; i++) {
    const from = performance.now();
    await work(i);
    took.push(performance.now() - from);
  }
  took.sort((a, b) => a - b);
  return { first: took.at(-1), median: took[times >> 1], p95: took[Math.min(times - 1, Math.floor(times * 0.95))] };
};
const shown = ({ median, p95 }) => `median ${median.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`;

const asked = async (api, path) => {
  const answer = await api.request({ method: 'GET', path });
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`);
  return answer.text;
};

try {
  let from = performance.now();
  const store = EmbeddedEventStore.open(join(folder, 'events.db'));
  const wishes = {
    webhookUrl: 'https://bench.example/hooks',
    routes: [],
    messageTypes: ['PlatformStore.*'],
    filter: null,
    securityCode: null,
  };
  const consumer = {
    ...wishes,
    jwtAlgorithm: 'ES256',
    consumerCode: 'bench',
    owner: 'bench',
    tenantId: 'bench',
    channel: 'webhook',
    signingSecret: null,
  };
  await store.append('consumer-bench.bench', 'none', [fact('ConsumerRegistered', consumer), fact('ConsumerPaused', {})]);
  const [thousand, tenThousand, long] = [order(400, 200, 400), order(5000, 0, 5000), order(10_000, 0, 0)];
  await write(store, thousand);
  await writeOrders(store, Math.ceil(events / 4));
  await write(store, tenThousand);
  await throughStreams(store, long);
  const head = await store.head();
  await store.close();
  console.log(`a log of ${head} events, written in ${((performance.now() - from) / 1000).toFixed(1)} s`);

  from = performance.now();
  const api = await OfflineApi.open(folder, true);
  while (!(await api.caughtUp()));
  console.log(
    `all views built offline in ${((performance.now() - from) / 1000).toFixed(1)} s, ${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB resident`,
  );

  const rss = () => Math.round(process.memoryUsage().rss / 2 ** 20);
  const before = rss();
  from = performance.now();
  const { jobId } = JSON.parse((await api.request({ method: 'POST', path: '/api/v1/projections/order-list/rebuild' })).text);
  let most = before;
  for (let state = 'running'; state === 'running'; ) {
    ({ state } = JSON.parse(await asked(api, `/api/v1/jobs/${jobId}`)));
    most = Math.max(most, rss());
    await new Promise((done) => setTimeout(done, 50));
  }
  const took = (performance.now() - from) / 1000;
  console.log(`offline rebuild of order-list: ${Math.round(head / took)} events/s, resident ${before} MiB before, ${most} MiB at most`);

  const subject = (one) => `/api/v1/timeline?subject=order:${one.id}`;
  const entries = JSON.parse(await asked(api, `${subject(thousand)}&limit=1000`)).items.length;
  const whole = await timed(50, () => asked(api, `${subject(thousand)}&limit=1000`));
  const page = await timed(50, () => asked(api, `${subject(thousand)}&limit=100`));
  console.log(`timeline, ${entries} entries at once: ${shown(whole)} (goal 30 ms); a page of 100: ${shown(page)}`);

  const reading = await OfflineApi.open(folder, false);
  const own = await timed(50, () => asked(reading, `${subject(thousand)}&limit=1000`));
  const ownPage = await timed(50, () => asked(reading, `${subject(thousand)}&limit=100`));
  await reading.close();
  console.log(`the same without a look to record: ${shown(own)}; a page of 100: ${shown(ownPage)}`);

  const first = await timed(1, () => asked(api, `${subject(long)}&at=9500`));
  const at = await timed(50, (i) => asked(api, `${subject(long)}&at=${(i * 197) % 10_000}`));
  console.log(`state at a revision, stream of 10,000: first ${first.median.toFixed(1)} ms, then ${shown(at)} (goal 50 ms)`);

  let story = '';
  const out = await timed(3, async () => {
    story = await asked(api, `/api/v1/stories?subject=order:${tenThousand.id}`);
    writeFileSync(join(folder, 'story.ndjson'), story);
  });
  const facts = story
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => JSON.parse(line));
  const into = await timed(1, () => importFacts(join(folder, 'case'), facts));
  console.log(`export of ${facts.length} facts: ${shown(out)}; import: ${into.median.toFixed(0)} ms (goal 2 s)`);
  await api.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
