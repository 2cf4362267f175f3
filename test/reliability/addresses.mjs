// Addresses (spec 25, *Promises*, 5; 70): stage production, 300 URLs and more that must not be reached: no connection to the canary.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { forbidden, RESOLVED } from './addresses/urls.mjs';
import { made } from './kit/http.mjs';
import { buy, openMarket, openPartner } from './kit/market.mjs';
import { startPlatform } from './kit/platform.mjs';
import { listenForHooks } from './kit/receiver.mjs';
import { each, eventually, sleep, suite } from './kit/suite.mjs';

const REBINDING = join(dirname(fileURLToPath(import.meta.url)), 'addresses/rebinding.cjs');

/** Counts who comes, on every address of this machine. */
const canary = async (cleanup, host) => {
  const seen = [];
  const server = createServer((socket) => {
    seen.push(socket.localAddress);
    socket.destroy();
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, host, resolve));
  cleanup(() => new Promise((resolve) => server.close(resolve)));
  return { seen, port: server.address().port };
};

await suite('addresses', async ({ check, cleanup, note }) => {
  const bird = await canary(cleanup, '::').catch(() => canary(cleanup, '0.0.0.0'));
  const hooks = await listenForHooks(cleanup);
  const listed = new URL(hooks.url).hostname;
  const production = { CAUSEWAY_STAGE: 'production', CAUSEWAY_MASTER_KEY: randomBytes(32).toString('base64') };
  const platform = await startPlatform(cleanup, production, { preload: [REBINDING] });
  const { operator, vendor, customer } = await openMarket(platform.url);
  const urls = forbidden(bird.port);
  const saved = [];
  await made(
    vendor.agent.post('/api/v1/gateway/consumers', {
      consumerCode: 'acme',
      channel: 'webhook',
      webhookUrl: 'https://rebind.reliability.test/hooks',
      messageTypes: ['Nothing.*'],
    }),
  );

  await check(`${urls.length} forbidden URLs: refused when they are saved, or saved because only their name is known`, async () => {
    const wrong = [];
    await each(urls, 8, async (webhookUrl) => {
      const reply = await vendor.agent.patch('/api/v1/gateway/consumers/acme', { webhookUrl });
      if (reply.status === 200) saved.push(webhookUrl);
      else if (reply.status !== 422 && reply.status !== 400) wrong.push(`${JSON.stringify(webhookUrl)}: ${reply.status} ${reply.text}`);
      else if (reply.status === 422 && reply.body.code !== 'address.refused') wrong.push(`${JSON.stringify(webhookUrl)}: ${reply.text}`);
    });
    assert.ok(urls.length >= 300, `only ${urls.length}`);
    assert.deepEqual(wrong, []);
    const names = saved
      .map((url) => new URL(url))
      .filter(({ protocol, hostname }) => protocol !== 'https:' || !/^[a-z][a-z0-9.-]*[a-z]$/.test(hostname));
    assert.deepEqual(names.map(String), []);
  });
  await check('each of those saved is called, and none is reached', async () => {
    const wrong = [];
    for (const [at, webhookUrl] of [...new Set([...saved, ...RESOLVED.map((name) => `https://${name}:${bird.port}/hooks`)])].entries()) {
      const partner = await openPartner(operator, `saved-${at}`);
      const registered = await partner.agent.post('/api/v1/gateway/consumers', {
        consumerCode: `saved-${at}`,
        channel: 'webhook',
        webhookUrl,
        messageTypes: ['PlatformStore.*'],
      });
      if (registered.status !== 201) {
        wrong.push(`${webhookUrl}: ${registered.text}`);
        continue;
      }
      await made(buy(customer, partner.product.productId));
      const { body } = await eventually(
        () => partner.agent.get('/api/v1/gateway/deliveries'),
        (reply) => reply.body.items?.[0]?.state === 'failed',
        15_000,
      );
      const one = await made(partner.agent.get(`/api/v1/gateway/deliveries/${body.items[0].messageId}`));
      const [attempt] = one.attempts;
      const public_ = /rebind/.test(webhookUrl);
      if (
        attempt?.status !== null ||
        !(public_ ? ['unreachable', 'address.refused'] : ['address.refused', 'name not found']).includes(attempt.error)
      )
        wrong.push(`${webhookUrl}: ${JSON.stringify(attempt)}`);
      if (/127|10\.0|169\.254|::1/.test(attempt?.error ?? '')) wrong.push(`names the address: ${attempt.error}`);
    }
    assert.deepEqual(wrong, []);
    note(`${saved.length} saved and called`);
  });
  await check('a name that turns to this machine between two attempts is not reached', async () => {
    for (let n = 0; n < 5; n++) {
      await made(
        vendor.agent.patch('/api/v1/gateway/consumers/acme', { webhookUrl: `https://rebind.reliability.test:${bird.port}/hooks` }),
      );
      await vendor.agent.post('/api/v1/gateway/consumers/acme/test');
      await sleep(200);
    }
    assert.equal(bird.seen.length, 0);
  });
  await check('the canary saw no connection, from first to last', async () => {
    await sleep(1_000);
    assert.deepEqual(bird.seen, []);
    note(`${urls.length} URLs, ${bird.seen.length} connections`);
  });
  await check(
    'the canary sings: a listed host is reached, its redirects are not followed, and its answer is shown by its status alone',
    async () => {
      const open = await startPlatform(cleanup, { ...production, CAUSEWAY_ALLOWED_HOSTS: listed });
      const market = await openMarket(open.url);
      const targets = [301, 302, 303, 307, 308];
      hooks.answer = (response) =>
        response
          .writeHead(targets[hooks.received.length % 5], { location: `http://127.0.0.1:${bird.port}/`, 'content-type': 'text/plain' })
          .end('inside information');
      await made(
        market.vendor.agent.post('/api/v1/gateway/consumers', {
          consumerCode: 'acme',
          channel: 'webhook',
          webhookUrl: hooks.url,
          messageTypes: ['PlatformStore.*'],
        }),
      );
      for (let n = 0; n < 5; n++) await made(buy(market.customer, market.productId));
      await eventually(
        () => hooks.received.length,
        (count) => count >= 5,
      );
      const { body } = await eventually(
        () => market.vendor.agent.get('/api/v1/gateway/deliveries'),
        (reply) => reply.body.items?.filter(({ state }) => state === 'failed').length >= 5,
      );
      for (const { messageId } of body.items.filter(({ state }) => state === 'failed')) {
        const { text } = await market.vendor.agent.get(`/api/v1/gateway/deliveries/${messageId}`);
        assert.doesNotMatch(text, /inside information/);
        assert.match(text, /"status":30[12378]/);
      }
      assert.deepEqual(bird.seen, []);
    },
  );
  await check('the platform logged no defect', () => assert.deepEqual(platform.complaints, []));
});
