import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '@causeway/embedded-mongo';
import { eventually, type Wire } from '../journeys/stage/client';
import { type Marketplace, open, purchase } from '../journeys/stage/marketplace';
import { Platform } from '../journeys/stage/platform';
import { Receiver } from '../journeys/stage/receiver';
import { CommandLine } from './stage/command-line';
import { patternOf, situationsOf, squeezed } from './stage/page';

const page = readFileSync(join(__dirname, '../../docs/operations.md'), 'utf8');

/** The page is what support has in the night: what stands there is typed, and must print what stands there. */
describe('docs/operations.md', () => {
  const backup = mkdtempSync(join(tmpdir(), 'causeway-backup-'));
  const shell = new CommandLine();
  let platform: Platform;
  let market: Marketplace;
  let hooks: Receiver;
  let order: Wire;

  const buy = async () => {
    order = (await market.customer.post('/api/v1/storefront/orders', purchase(market.product.productId))).body;
    shell.env['ORDER'] = `order:${order.orderNumber}`;
  };
  const answer = (status: Record<string, unknown>) => market.agent.put(`/api/v1/orders/${order.id}/status`, status);
  const deliveries = async () => (await market.vendor.get(`/api/v1/gateway/deliveries?subject=order:${order.id}`)).body.items as Wire[];
  const inState = async (...states: string[]) => {
    const found = await eventually(deliveries, (items) => items.map(({ state }) => state).join() === states.join());
    expect(found.map(({ state }) => state)).toEqual(states);
    shell.env['MESSAGE'] = found.at(-1).messageId;
  };
  const accepts = () => {
    hooks.answer = (response) => response.writeHead(204).end();
  };
  const refuses = (status: number, text: string) => {
    hooks.answer = (response, { path }) => response.writeHead(path.includes('OrderReleased') ? status : 204).end(text);
  };

  const brought: Record<string, () => Promise<unknown>> = {
    'the agent is down and an order comes': async () => {
      refuses(503, '');
      await buy();
      await answer({ systemStatus: 'Validation' });
      await inState('held', 'failed');
    },
    'the agent is back': async () => accepts(),
    // The copy that was asked for is a delivery of its own.
    'everything was delivered': () => inState('delivered', 'delivered', 'delivered'),
    'a document of the order list was changed by hand': async () => {
      await platform.kill('SIGTERM');
      const documents = await openEmbedded(join(platform.folder, 'documents.db'));
      const { collection } = (await documents.collection('projections').findOne({ _id: 'order-list' } as never)) as Wire;
      await documents.collection(collection).updateOne({ _id: order.id } as never, { $set: { status: 'Done' } });
      await documents.close();
      await platform.restart();
    },
    'the agent lost a message that it accepted': async () => {
      await buy();
      await inState('delivered');
    },
    'the message came again': async () => {
      const told = await hooks.count(2, ({ path }) => path.endsWith(`/${shell.env['MESSAGE']}`));
      expect(told.at(-1)!.headers['ce-replay']).toBe('true');
      await inState('delivered', 'delivered');
    },
    'a wrong status was set': async () => {
      await answer({ systemStatus: 'Validation' });
      await answer({ systemStatus: 'Fail', reasonCode: 'WRONG' });
    },
    'the agent refuses one message for ever': async () => {
      refuses(400, 'I do not know this product.');
      await buy();
      await answer({ systemStatus: 'Validation' });
      await inState('held', 'failed');
    },
    'the later message was delivered': () => inState('delivered', 'skipped').finally(accepts),
    'a backup was made, and the platform has stopped': async () => {
      await platform.kill('SIGTERM');
      cpSync(platform.folder, backup, { recursive: true });
    },
    'the platform is started': () => platform.restart(),
    'somebody stopped a projection': () => market.operator.post('/api/v1/projections/product-list/stop', { reason: 'trying' }),
  };

  beforeAll(async () => {
    [platform, hooks] = [await Platform.start(), await Receiver.listen()];
    market = await open(platform, '', { multipleSubscriptionsEnabled: true });
    const people = async (tenant: string) =>
      (await market.operator.post(`/api/v1/tenants/${tenant}/service-accounts`, { name: 'people', scopes: ['support'] })).body;
    // No more than the page says is needed.
    const [support, owner] = [await people('operator'), await people('globex')];
    const consumer = { consumerCode: 'acme', channel: 'webhook', webhookUrl: hooks.url, messageTypes: ['PlatformStore.Order*'] };
    await market.vendor.post('/api/v1/gateway/consumers', consumer);
    Object.assign(shell.env, {
      CAUSEWAY_URL: platform.url,
      CAUSEWAY_CLIENT_ID: support.clientId,
      CAUSEWAY_CLIENT_SECRET: support.clientSecret,
      DATA: platform.folder,
      BACKUP: backup,
      SINCE: new Date(Date.now() - 3600_000).toISOString(),
      OWNER: owner.clientId,
      OWNER_SECRET: owner.clientSecret,
    });
  }, 60_000);

  afterAll(async () => {
    await platform?.end();
    await hooks?.close();
    shell.forget();
    rmSync(backup, { recursive: true, force: true });
  });

  const situations = situationsOf(page);

  it('tells of ten situations', () => expect(situations).toHaveLength(10));

  it.each(situations.map(({ title, steps }) => [title, steps] as const))(
    '%s',
    async (_, steps) => {
      for (const step of steps) {
        if ('brings' in step) {
          expect(Object.keys(brought)).toContain(step.brings);
          await brought[step.brings]!();
          continue;
        }
        const printed = await shell.lines(step.commands.map(({ typed }) => typed));
        step.commands.forEach(({ typed, prints }, i) => {
          const shown = squeezed(printed[i] ?? '');
          expect(patternOf(prints).test(shown) ? '' : `$ ${typed}\n${shown}\ninstead of\n${prints.join('\n')}`).toBe('');
        });
      }
    },
    60_000,
  );
});
