// Hostile receivers (spec 25, *Promises*, 4; 70): half of the consumers turn bad in every way; the healthy ones do not notice.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { createServer as createTcp } from 'node:net';
import { gzipSync } from 'node:zlib';
import { made } from './kit/http.mjs';
import { buy, openCustomer, openMarket, openPartner } from './kit/market.mjs';
import { startPlatform } from './kit/platform.mjs';
import { each, eventually, quantile, sleep, suite, times } from './kit/suite.mjs';

const CONSUMERS = times(40, 200);
const PER_SECOND = 40;
/** Windows of the same load, first with none of them hostile, then with half of them; the middle window of each is compared. */
const WINDOWS = times(5, 7);
const SECONDS = times(5, 30);
const MEGABYTE = Buffer.alloc(1024 * 1024, 0x61);
const BOMB = gzipSync(Buffer.alloc(50 * 1024 * 1024));

/** Ways to be bad; each gets the response to a delivery that was read whole. `taken` counts what the platform let itself be sent. */
const kinds = (taken, canary) => ({
  silent: () => undefined,
  dripping: (response) => {
    response.writeHead(200, { 'content-length': '100000' });
    const timer = setInterval(() => response.write('a'), 1000);
    response.once('close', () => clearInterval(timer));
  },
  headersDripping: (response) => {
    const timer = setInterval(() => response.socket?.write('X'), 1000);
    response.socket.once('close', () => clearInterval(timer));
  },
  failing: (response) => response.writeHead(500).end('no'),
  reset: (response) => response.socket.resetAndDestroy(),
  huge: (response) => {
    response.writeHead(500, { 'content-type': 'text/plain' });
    let sent = 0;
    const more = () => {
      while (sent < 10 && !response.destroyed) {
        sent++;
        if (!response.write(MEGABYTE)) return void response.once('drain', more);
      }
      response.end();
    };
    response.once('close', () => taken.push(response.socket?.bytesWritten ?? 0));
    more();
  },
  bomb: (response) => response.writeHead(500, { 'content-encoding': 'gzip', 'content-type': 'text/plain' }).end(BOMB),
  redirecting: (response) => response.writeHead(302, { location: canary }).end(),
  gone: (response) => response.writeHead(410).end(),
  tooMany: (response) => response.writeHead(429, { 'retry-after': '3600' }).end(),
});

await suite('hostile-receivers', async ({ check, cleanup, note }) => {
  const taken = [];
  let redirected = 0;
  const canary = createTcp((socket) => {
    redirected++;
    socket.destroy();
  });
  await new Promise((resolve) => canary.listen(0, '127.0.0.1', resolve));
  const ways = kinds(taken, `http://127.0.0.1:${canary.address().port}/`);
  const names = Object.keys(ways);
  const open = new Map();
  const peak = new Map();
  const got = [];
  let hostile = false;
  const server = createServer(async (request, response) => {
    const [, who, kind] = request.url.split('/');
    const socket = request.socket;
    const sockets = open.get(who) ?? new Set();
    if (!sockets.has(socket)) socket.once('close', () => sockets.delete(socket));
    sockets.add(socket);
    open.set(who, sockets);
    peak.set(who, Math.max(peak.get(who) ?? 0, sockets.size));
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    if (hostile && kind !== 'healthy') return ways[kind](response);
    const body = JSON.parse(Buffer.concat(chunks));
    got.push({ who, orderId: body.orderId, at: performance.now() });
    return response.writeHead(204).end();
  }).on('error', () => undefined);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanup(() => {
    server.closeAllConnections();
    canary.close();
    server.close();
  });
  const base = `http://127.0.0.1:${server.address().port}`;

  const platform = await startPlatform(cleanup);
  const { operator } = await openMarket(platform.url);
  const customer = await openCustomer(operator, 'buyer');
  const consumers = [];
  await each([...Array(CONSUMERS).keys()], 4, async (n) => {
    const partner = await openPartner(operator, `partner-${n}`);
    consumers.push({ ...partner, kind: n % 2 === 0 ? 'healthy' : names[((n - 1) / 2) % names.length] });
  });
  const healthy = consumers.filter(({ kind }) => kind === 'healthy');
  const bad = consumers.filter(({ kind }) => kind !== 'healthy');
  const register = ({ agent, tenantId, kind }) =>
    made(
      agent.post('/api/v1/gateway/consumers', {
        consumerCode: tenantId,
        channel: 'webhook',
        webhookUrl: `${base}/${tenantId}/${kind}`,
        messageTypes: ['PlatformStore.OrderReleased'],
      }),
    );

  /** Orders at an even pace over all consumers; the time from asking for each to its telling at the healthy ones. */
  const load = async () => {
    const begun = new Map();
    const asks = [];
    for (let n = 0; n < PER_SECOND * SECONDS; n++) {
      const partner = consumers[n % consumers.length];
      // Not from its answer: a notice is often there before that.
      const at = performance.now();
      asks.push(
        buy(customer, partner.product.productId).then(
          ({ status, body }) => {
            if (status === 201) begun.set(body.id, { at, healthy: partner.kind === 'healthy' });
          },
          () => undefined,
        ),
      );
      await sleep(1000 / PER_SECOND);
    }
    await Promise.all(asks);
    const wanted = [...begun].filter(([, order]) => order.healthy);
    await eventually(
      () => wanted.filter(([id]) => !got.some(({ orderId }) => orderId === id)).length,
      (left) => left === 0,
      20_000,
      200,
    );
    const arrived = new Map(got.map(({ orderId, at }) => [orderId, at]));
    const lags = wanted.map(([id, { at }]) => (arrived.has(id) ? Math.max(0, arrived.get(id) - at) : Number.POSITIVE_INFINITY));
    return { lags, p99: quantile(lags, 0.99), lost: lags.filter((lag) => lag === Number.POSITIVE_INFINITY).length, accepted: begun.size };
  };

  const windows = async () => {
    const all = [];
    for (let n = 0; n < WINDOWS; n++) all.push(await load());
    const p99 = quantile(
      all.map((one) => one.p99),
      0.5,
    );
    return { p99, each: all.map((one) => one.p99.toFixed(0)).join(', '), lost: all.reduce((sum, { lost }) => sum + lost, 0) };
  };

  for (const one of consumers) await register(one);
  await load();
  const quiet = await windows();
  const memory = platform.memory;
  hostile = true;
  await load();
  const noisy = await windows();
  note(
    `${healthy.length} healthy and ${bad.length} hostile consumers; p99 ${quiet.p99.toFixed(1)} ms quiet (${quiet.each}), ${noisy.p99.toFixed(1)} ms beside the hostile ones (${noisy.each})`,
  );

  await check('healthy consumers are told everything, once each', () => {
    assert.deepEqual([quiet.lost, noisy.lost], [0, 0]);
    const atHealthy = got.filter(({ who }) => healthy.some(({ tenantId }) => tenantId === who));
    assert.equal(new Set(atHealthy.map(({ orderId }) => orderId)).size, atHealthy.length);
  });
  await check('their p99 stays within twice what it is when nobody is hostile', () =>
    assert.ok(noisy.p99 <= quiet.p99 * 2, `${quiet.each} ms quiet, ${noisy.each} ms noisy`),
  );
  await check('at most 64 KiB of an answer is read: what a hostile one could push is what the sockets buffer', () => {
    assert.ok(taken.length > 0);
    // Read by the platform plus both kernels' buffers on loopback.
    assert.ok(Math.max(...taken) < 6 * 1024 * 1024, `${Math.max(...taken)} bytes`);
  });
  await check('sockets are bounded for each consumer', () => {
    const most = Math.max(...[...peak].map(([, count]) => count));
    note(`at most ${most} sockets to one consumer`);
    assert.ok(most <= 32, `${most}`);
  });
  await check('no redirect is followed', () => assert.equal(redirected, 0));
  await check('each hostile one is seen as what it is', async () => {
    const wrong = [];
    for (const one of bad) {
      const { body } = await one.agent.get(`/api/v1/gateway/consumers/${one.tenantId}`);
      // The newest, and of those of before none.
      const { body: list } = await one.agent.get('/api/v1/gateway/deliveries?limit=1');
      const states = new Set(list.items.map(({ state }) => state));
      if (one.kind === 'gone' ? body.status !== 'disabled' : body.status !== 'active') wrong.push(`${one.kind}: ${body.status}`);
      // A status that was given decides, however slowly the rest of the answer comes.
      if (one.kind !== 'dripping' && states.has('delivered')) wrong.push(`${one.kind}: delivered`);
    }
    assert.deepEqual(wrong, []);
  });
  await check('memory stays flat, and the platform logged no defect', () => {
    note(`memory ${Math.round(memory)} MB before, ${Math.round(platform.memory)} MB after`);
    assert.ok(platform.memory < memory * 1.5 + 40, `${Math.round(memory)} → ${Math.round(platform.memory)} MB`);
    assert.deepEqual(platform.complaints, []);
  });
});
