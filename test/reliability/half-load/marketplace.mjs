// All that a marketplace has going on at once: orders that an agent answers, told by webhook or by gRPC, orders that a product host
// answers, lists, support that looks, and what goes wrong on every day: refusals, cut connections, a notice not taken at first.
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { openStream } from '../kit/agent.mjs';
import { made } from '../kit/http.mjs';
import { graphql, openIntegration, startHost } from '../kit/integration.mjs';
import { buy, openMarket, openPartner } from '../kit/market.mjs';
import { serve } from '../kit/receiver.mjs';
import { sleep } from '../kit/suite.mjs';

const ANSWERS = [{ systemStatus: 'Validation' }, { systemStatus: 'Confirmed' }, { systemStatus: 'Done', accountIdentifier: 'crm' }];
/** Every so many notices is refused once, and told again. */
const REFUSED = 200;

/** Keeps of each order only how far it was told, so that hours of it stay small; `wrong` holds what came out of order. */
class Told {
  notices = 0;
  sentAgain = 0;
  upTo = new Map();
  waiting = new Map();
  wrong = [];

  take({ orderId, revision }, replayed) {
    this.notices++;
    const last = this.upTo.get(orderId) ?? -1;
    const isNext = revision <= last + 1;
    // What support has sent again has a lane of its own (spec 25): it may come before what waits after a refusal, and where it is
    // itself what waits it counts as told.
    if (replayed) this.sentAgain++;
    else if (!isNext) this.wrong.push(`${orderId}: ${revision} after ${last}`);
    if (isNext || !replayed) this.toldOf(orderId, Math.max(last, revision));
  }

  toldOf(orderId, revision) {
    this.upTo.set(orderId, revision);
    const waiter = this.waiting.get(orderId);
    if (waiter === undefined || revision < waiter.revision) return;
    this.waiting.delete(orderId);
    waiter.told();
  }

  until(orderId, revision) {
    if ((this.upTo.get(orderId) ?? -1) >= revision) return undefined;
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${orderId} was not told of ${revision} within a minute`)), 60_000);
      const told = () => {
        clearTimeout(late);
        resolve();
      };
      this.waiting.set(orderId, { revision, told });
    });
  }
}

/** A webhook that refuses some notices once. */
const listen = async (cleanup, told) => {
  const refused = new Set();
  let asked = 0;
  const url = await serve(cleanup, async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const message = request.headers['webhook-id'];
    const replayed = request.headers['ce-replay'] === 'true';
    if (!replayed && ++asked % REFUSED === 0 && !refused.delete(message)) {
      refused.add(message);
      return response.writeHead(500).end();
    }
    if (!replayed) refused.delete(message);
    told.take(JSON.parse(Buffer.concat(chunks)), replayed);
    return response.writeHead(204).end();
  });
  return `${url}/hooks`;
};

const expected = (reply, status) => {
  if (reply.status !== status) throw new Error(`${reply.status} ${reply.text} in place of ${status}`);
  return reply.body;
};

export const openMarketplace = async (platform, cleanup) => {
  const { operator, vendor, customer, productId } = await openMarket(platform.url);
  const streaming = await openPartner(operator, 'initech');
  const [hooks, stream] = [new Told(), new Told()];
  const webhookUrl = await listen(cleanup, hooks);
  const messageTypes = ['PlatformStore.Order*'];
  const register = (agent, wish) => made(agent.post('/api/v1/gateway/consumers', { messageTypes, ...wish }));
  await register(vendor.agent, { consumerCode: vendor.tenantId, channel: 'webhook', webhookUrl });
  await register(streaming.agent, { consumerCode: streaming.tenantId, channel: 'grpc' });
  const host = await startHost(cleanup);
  const hosted = await openIntegration(vendor.client, vendor.applicationCode, host.url);
  await made(vendor.client.post(`/api/v1/products/${hosted.productId}/publish`));

  const agent = async ({ id, subscriptionId }, partner, told) => {
    await told.until(id, 0);
    const path = `/api/v1/orders/${id}`;
    for (const answer of ANSWERS) {
      expected(await partner.put(`${path}/status`, answer), 200);
      expected(await partner.get(path), 200);
    }
    await told.until(id, ANSWERS.length);
    expected(await customer.client.get(`/api/v1/subscriptions/${subscriptionId}`), 200);
  };
  const productHost = async ({ id }) => {
    const isDone = async () => expected(await customer.client.get(`/api/v1/orders/${id}`), 200).currentStatusInfo?.systemStatus === 'Done';
    for (const end = performance.now() + 60_000; !(await isDone()); await sleep(100))
      if (performance.now() > end) throw new Error(`${id} did not come to Done`);
    host.answered.clear();
  };
  const ways = [
    { product: productId, by: vendor.agent, answer: (order) => agent(order, vendor.agent, hooks) },
    { product: hosted.productId, by: vendor.agent, answer: productHost },
    { product: streaming.product.productId, by: streaming.agent, answer: (order) => agent(order, streaming.agent, stream) },
  ];
  /** One order from the purchase to Done, and who looks at it. */
  const order = async (n) => {
    const { product, by, answer } = ways[n % ways.length];
    const headers = { 'idempotency-key': randomUUID() };
    const bought = expected(await buy(customer, product, { headers }), 201);
    await answer(bought);
    expected(await operator.get(`/api/v1/orders/${bought.id}/history`), 200);
    return { id: bought.id, by };
  };
  const lists = async () => {
    expected(await vendor.client.get('/api/v1/orders?orderAccessType=Vendor&limit=50'), 200);
    expected(await customer.client.get('/api/v1/subscriptions?status=ACTIVE&limit=20'), 200);
    await graphql(vendor.client, `{ productIntegration(id: "${hosted.integrationId}") { id version name } }`);
  };
  /** What is refused, and a connection that is cut in the middle of a body. */
  const mistakes = async ({ id, by }) => {
    expected(await by.put(`/api/v1/orders/${id}/status`, { systemStatus: 'Validation' }), 409);
    expected(await customer.client.get(`/api/v1/orders/${randomUUID()}`), 404);
    expected(await customer.client.post('/api/v1/storefront/orders', { productId: 'none' }), 400);
    expected(await fetch(`${platform.url}/api/v1/orders`, { headers: { authorization: 'Bearer no' } }).then(read), 401);
    const { hostname, port } = new URL(platform.url);
    const socket = connect(Number(port), hostname).on('error', () => undefined);
    socket.write('POST /api/v1/storefront/orders HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 500\r\n');
    socket.write(`authorization: Bearer ${customer.client.token}\r\n\r\n{"productId":`);
    await sleep(200);
    socket.destroy();
  };
  /** Support reads an order's story, and has a notice sent again. */
  const look = async ({ id, by }) => {
    expected(await operator.get(`/api/v1/timeline?subject=order:${id}`), 200);
    const { items } = expected(await by.get(`/api/v1/gateway/deliveries?subject=order:${id}`), 200);
    if (items[0]) expected(await by.post(`/api/v1/gateway/deliveries/${items[0].messageId}/redeliver`), 202);
  };
  /** The gRPC agent, with a stream that is opened anew each minute. */
  const streamWhile = async (goesOn) => {
    while (goesOn()) {
      const one = openStream({ grpc: platform.grpc, token: streaming.agent.token, consumerCode: streaming.tenantId });
      const take = () => {
        for (const { body, replay } of one.told.splice(0)) stream.take(body, replay);
      };
      for (const end = performance.now() + 60_000; goesOn() && performance.now() < end; await sleep(5)) take();
      await one.close();
      take();
    }
  };
  return { operator, told: [hooks, stream], order, lists, mistakes, look, streamWhile };
};

const read = async (answer) => ({ status: answer.status, text: await answer.text() });
