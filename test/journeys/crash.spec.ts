import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, eventually, type Reply, type Wire } from './stage/client';
import { type Marketplace, open, purchase } from './stage/marketplace';
import { OPERATOR, Platform, SCALED_OUT } from './stage/platform';
import { Receiver } from './stage/receiver';

// Scaled out, the documents are on a stand-in that scans instead of using indexes: little data, and a pause between purchases.
const KILLS = SCALED_OUT ? 3 : 8;
const BUYERS = SCALED_OUT ? 2 : 6;
const PAUSE_MS = SCALED_OUT ? 200 : 0;

/** `kill -9` while customers buy and an agent answers (spec 70): nothing answered is lost or doubled, every notice is told, in order. */
describe('kill -9 in the middle of work', () => {
  let platform: Platform;
  let hooks: Receiver;
  let market: Marketplace;

  beforeAll(async () => {
    platform = await Platform.start();
    hooks = await Receiver.listen();
    market = await open(platform, '', { multipleSubscriptionsEnabled: true });
    const consumer = { consumerCode: 'acme', channel: 'webhook', webhookUrl: hooks.url, messageTypes: ['PlatformStore.Order*'] };
    expect((await market.agent.post('/api/v1/gateway/consumers', consumer)).status).toBe(201);
  }, 60_000);
  afterAll(async () => {
    await hooks?.close();
    await platform?.end();
  });

  it(`keeps every promise over ${KILLS} kills`, async () => {
    const answered = new Map<string, Wire>();
    const sent: string[] = [];
    let over = false;
    let newest = 0;

    const untilAnswered = async (ask: () => Promise<Reply>): Promise<Reply | null> => {
      while (!over) {
        const reply = await ask().catch(() => null);
        // Away, or claimed by a process that is gone: the same again, a little later.
        if (reply && reply.status !== 503 && reply.body?.code !== 'idempotency.in-progress') {
          newest = Math.max(newest, Number(reply.headers.get('causeway-position') ?? 0));
          return reply;
        }
        await sleep(20);
      }
      return null;
    };
    const buyer = async () => {
      while (!over) {
        const key = randomUUID();
        sent.push(key);
        const bought = await untilAnswered(() =>
          market.customer.post('/api/v1/storefront/orders', purchase(market.product.productId), { headers: { 'idempotency-key': key } }),
        );
        if (bought === null) return;
        expect(bought.status).toBe(201);
        answered.set(key, bought.body);
        const status = await untilAnswered(() =>
          market.agent.put(`/api/v1/orders/${bought.body.id}/status`, { systemStatus: 'Validation' }),
        );
        await sleep(PAUSE_MS);
        if (status) expect([status.status, status.body.currentStatusInfo?.systemStatus]).toEqual([200, 'Validation']);
      }
    };

    const working = Array.from({ length: BUYERS }, buyer);
    for (let kill = 0; kill < KILLS; kill++) {
      await sleep(300 + Math.random() * 500);
      await platform.crashAndRestart();
    }
    // A claim of a dead process is waited for half a minute where there are several processes.
    await eventually(
      async () => answered.size,
      (size) => size > KILLS + BUYERS,
      90_000,
    );
    over = true;
    await Promise.all(working);
    expect(answered.size).toBeGreaterThan(KILLS);

    // Every answered purchase is there, once, under its own id; asked again, it is the same answer.
    const operator = await Client.as(platform.url, OPERATOR);
    for (const [key, order] of [...answered].slice(0, 50)) {
      const again = await market.customer.post('/api/v1/storefront/orders', purchase(market.product.productId), {
        headers: { 'idempotency-key': key },
      });
      expect(again.body).toEqual(order);
      expect(again.headers.get('idempotency-replayed')).toBe('true');
    }
    const listed: Wire[] = [];
    for (let cursor = ''; ; ) {
      const page = await eventually(
        () =>
          operator.get(`/api/v1/orders?orderAccessType=Operator&limit=1000${cursor && `&cursor=${encodeURIComponent(cursor)}`}`, {
            headers: { 'causeway-min-position': String(newest) },
          }),
        ({ status, headers }) => status === 200 && headers.get('causeway-stale') === null,
        60_000,
      );
      listed.push(...page.body.items);
      if (page.body.nextCursor === null) break;
      cursor = page.body.nextCursor;
    }
    const ids = new Set(listed.map(({ id }) => id));
    expect(ids.size).toBe(listed.length);
    expect([...answered.values()].filter(({ id }) => !ids.has(id))).toEqual([]);
    expect(new Set(listed.map(({ orderNumber }) => orderNumber)).size).toBe(listed.length);
    expect(listed.length).toBeLessThanOrEqual(sent.length);

    // Each notice came at least once, and the first telling of each order's revisions is in order.
    const firsts = () => {
      const seen = new Map<string, number[]>();
      for (const { body } of hooks.received) {
        const revisions = seen.get(body.orderId) ?? [];
        if (!revisions.includes(body.revision)) revisions.push(body.revision);
        seen.set(body.orderId, revisions);
      }
      return seen;
    };
    const expected = listed.map(({ id, revision }) => [id, Array.from({ length: revision + 1 }, (_, i) => i)] as const);
    await eventually(
      async () => firsts(),
      (seen) => expected.every(([id, revisions]) => seen.get(id)?.length === revisions.length),
      20_000,
    );
    expect(expected.filter(([id, revisions]) => JSON.stringify(firsts().get(id)) !== JSON.stringify(revisions))).toEqual([]);

    // And the read models equal the record.
    for (const view of ['order-list', 'subscription-list']) {
      const { body } = await operator.post(`/api/v1/projections/${view}/verify`);
      const job = await eventually(
        () => operator.get(`/api/v1/jobs/${body.jobId}`),
        (reply) => reply.body.state !== 'running',
      );
      expect(job.body).toMatchObject({ state: 'done', result: { differences: [] } });
    }
  }, 300_000);

  // Where the read models are files of one's own.
  if (!SCALED_OUT)
    it('loses nothing when the read models are thrown away', async () => {
      const operator = await Client.as(platform.url, OPERATOR);
      const before = await operator.get('/api/v1/orders?orderAccessType=Operator&limit=1000');
      await platform.kill('SIGTERM');
      const { readdirSync, rmSync } = await import('node:fs');
      for (const file of readdirSync(platform.folder)) if (file.startsWith('documents.db')) rmSync(`${platform.folder}/${file}`);
      const told = hooks.received.length;
      await platform.restart();
      const after = await operator.get('/api/v1/orders?orderAccessType=Operator&limit=1000');
      expect(after.body).toEqual(before.body);
      await sleep(1000);
      expect(hooks.received.length).toBe(told);
    }, 60_000);
});
