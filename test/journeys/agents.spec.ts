import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { Client, eventually, type Reply } from './stage/client';
import { freePort } from './stage/free-port';
import { type Marketplace, open, purchase } from './stage/marketplace';
import { Platform } from './stage/platform';

const examples = join(__dirname, '../../examples');

/** The two agents that a partner would copy, each in a process of its own, knowing only its environment. */
describe('the example agents', () => {
  let platform: Platform;
  let agent: ChildProcess | null = null;
  let said = '';

  beforeAll(async () => {
    platform = await Platform.start();
  }, 60_000);
  afterAll(() => platform?.end());
  afterEach(async () => {
    const ended = new Promise((resolve) => agent?.once('exit', resolve));
    agent?.kill('SIGTERM');
    await ended;
  });

  const run = async (name: string, market: Marketplace, env: Record<string, string>) => {
    said = '';
    const account = { CAUSEWAY_CLIENT_ID: market.agentAccount.clientId, CAUSEWAY_CLIENT_SECRET: market.agentAccount.clientSecret };
    agent = spawn(process.execPath, [join(examples, name, 'agent.mjs')], {
      env: { PATH: process.env['PATH'], CAUSEWAY_URL: platform.url, ...account, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [agent.stdout, agent.stderr]) stream?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await eventually(
      async () => said,
      (text) => /agent/i.test(text),
    );
  };
  const bought = async (market: Marketplace) =>
    (await market.customer.post('/api/v1/storefront/orders', purchase(market.product.productId))).body;
  const untilDone = (who: Client, id: string): Promise<Reply> =>
    eventually(
      () => who.get(`/api/v1/orders/${id}`),
      ({ body }) => body.currentStatusInfo?.systemStatus === 'Done',
      15_000,
    );

  it('by webhooks takes an order to Done', async () => {
    const market = await open(platform, 'web');
    await run('agent-webhook', market, { CAUSEWAY_TENANT: 'webacme', PORT: String(await freePort()) });
    const order = await bought(market);
    expect((await untilDone(market.customer, order.id)).body.currentStatusInfo?.systemStatus).toBe('Done');
    expect((await market.customer.get(`/api/v1/subscriptions/${order.subscriptionId}`)).body.status).toBe('ACTIVE');
  }, 40_000);

  it('by gRPC takes an order to Done', async () => {
    const market = await open(platform, 'grpc');
    await run('agent-grpc', market, { CAUSEWAY_TENANT: 'grpcacme', CAUSEWAY_GRPC: platform.grpc });
    const order = await bought(market);
    expect((await untilDone(market.customer, order.id)).body.currentStatusInfo?.systemStatus).toBe('Done');
  }, 40_000);
});
