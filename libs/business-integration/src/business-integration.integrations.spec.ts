import { Streams } from '@causeway/event-sourcing';
import { Caller } from '@causeway/platform';
import { productStream } from './product/domain/product';
import { GetIntegration } from './product-integration/read/get-integration';
import { DeleteIntegration } from './product-integration/write/delete-integration';
import { GenerateInboundClient } from './product-integration/write/generate-inbound-client';
import { LinkIntegration } from './product-integration/write/link-integration';
import { PublishIntegration } from './product-integration/write/publish-integration';
import { SetSignOn } from './product-integration/write/set-sign-on';
import { StartPingTest } from './product-integration/write/start-ping-test';
import { UnlinkIntegration } from './product-integration/write/unlink-integration';
import { UpdateIntegration } from './product-integration/write/update-integration';
import { InboundClients } from './published';
import { ask, eventually, of, refused, world } from './testing/composed';
import { hosted } from './testing/hosted';
import { acme } from './testing/story';

const rival = of('rival', 'integrations');
let h: Awaited<ReturnType<typeof hosted>>;
beforeAll(async () => {
  h = await hosted();
});
beforeEach(() => {
  h.host.answers = () => ({ status: 200, body: { success: true, accountIdentifier: 'host-1' } });
});
afterAll(() => h.end());

describe('an integration', () => {
  it('keeps its secrets, and is known to its vendor alone', async () => {
    const credentials = { type: 'BASIC', clientId: 'us', clientSecret: 'hush hush' } as const;
    const id = await h.integration({ outboundCredentials: credentials });
    expect(JSON.stringify(await h.business.store.read(`integration-${id}`))).not.toContain('hush');
    expect(await h.business.queries.execute(new GetIntegration(rival, id, 'WORKING'))).toBeNull();
    for (const command of [
      new UpdateIntegration(ask(rival), id, {}),
      new DeleteIntegration(ask(rival), id),
      new PublishIntegration(ask(rival), '34827'),
    ])
      await expect(h.business.commands.execute(command as UpdateIntegration)).rejects.toEqual(refused('integration.unknown'));
    await h.run(new UpdateIntegration(ask(acme), id, { name: 'Renamed', outboundCredentials: { type: 'BASIC', clientId: 'us' } }));
    const now = await h.business.queries.execute(new GetIntegration(acme, id, 'WORKING'));
    expect([now?.content.name, now?.content.outboundCredentials?.sealedSecret]).toEqual(['Renamed', expect.stringMatching(/.+/)]);
    expect((await h.business.queries.execute(new GetIntegration(acme, id, 'PUBLISHED')))?.content.name).toBe('Hosted');
    await expect(
      h.run(new UpdateIntegration(ask(acme), id, { outboundCredentials: { type: 'BASIC', clientId: 'another' } })),
    ).rejects.toEqual(
      refused('request.invalid', { errors: [{ pointer: '/input/outboundCredentials/clientSecret', message: 'must be given' }] }),
    );
  });

  it('lets its newest client in, and the former one a day more', async () => {
    const id = await h.integration();
    const clients = h.business.module.get(InboundClients);
    const first = await h.business.commands.execute(new GenerateInboundClient(ask(acme), id));
    const second = await h.business.commands.execute(new GenerateInboundClient(ask(acme), id));
    const enters = ({ clientId, clientSecret }: typeof first) => clients.authenticate(clientId, clientSecret);
    expect(await enters(second)).toEqual({ integrationId: id, vendorTenantId: 'acme' });
    expect(await enters(first)).not.toBeNull();
    world.now = '2026-11-22T09:00:00.001Z';
    expect([await enters(first), (await enters(second)) !== null]).toEqual([null, true]);
    world.now = '2026-11-21T09:00:00.000Z';
    expect(await clients.authenticate(second.clientId, 'wrong')).toBeNull();
    expect(await clients.authenticate('operator-first', 'x')).toBeNull();
  });

  it('linking and deleting at once: one wins, the other is told', async () => {
    for (let i = 0; i < 5; i++) {
      const id = await h.integration();
      const productId = await h.the.product({ fulfilment: 'events', purchaseForm: [] }, false);
      const [linked, deleted] = await Promise.allSettled([
        h.run(new LinkIntegration(ask(acme), productId, id)),
        h.run(new DeleteIntegration(ask(acme), id)),
      ]);
      expect([linked.status, deleted.status].sort()).toEqual(['fulfilled', 'rejected']);
    }
  });

  it('linking and unlinking at once: both sides say the same afterwards', async () => {
    const id = await h.integration();
    const productId = await h.the.product({ fulfilment: 'events', purchaseForm: [] }, false);
    for (let i = 0; i < 10; i++) {
      const wishes = [new LinkIntegration(ask(acme), productId, id), new UnlinkIntegration(ask(acme), productId, id)];
      await Promise.all((i % 2 ? wishes : wishes.reverse()).map((wish) => h.run(wish)));
      const { state } = await h.business.module.get(Streams).load(productStream(productId));
      const now = await h.business.queries.execute(new GetIntegration(acme, id, 'PUBLISHED'));
      expect(now?.productIds).toEqual(state.status !== 'absent' && state.integrationId === id ? [productId] : []);
    }
  });

  it('linked to more than one product is changed by programs, and not at the console', async () => {
    const id = await h.integration();
    const console = new Caller('console', { kind: 'tenant', tenantId: 'acme' }, 'acme', new Set(['integrations']));
    const edits = () => [
      new UpdateIntegration(ask(console), id, { name: 'By hand' }),
      new SetSignOn(ask(console), id, 'BOOKMARK', { landingUrl: 'https://by.hand.example' }, false),
      new GenerateInboundClient(ask(console), id),
      new PublishIntegration(ask(console), id),
    ];
    const one = await h.sold(id);
    for (const edit of edits()) await h.run(edit as UpdateIntegration);
    const two = await h.sold(id);
    for (const edit of edits())
      await expect(h.run(edit as UpdateIntegration)).rejects.toEqual(refused('integration.shared', { products: [one, two] }));
    await h.run(new UpdateIntegration(ask(acme), id, { name: 'By program' }));
    expect((await h.business.queries.execute(new GetIntegration(acme, id, 'WORKING')))?.content.name).toBe('By program');
  });

  it('is linked by two products, unlinked and deleted; a product without one is not sold', async () => {
    const id = await h.integration();
    const [one, two] = [await h.sold(id), await h.sold(id)];
    expect((await h.business.queries.execute(new GetIntegration(acme, id, 'PUBLISHED')))?.productIds).toEqual([one, two]);
    await expect(h.run(new LinkIntegration(ask(acme), one, await h.integration()))).rejects.toEqual(refused('product.integration-linked'));
    await h.run(new UnlinkIntegration(ask(acme), one, id));
    await expect(h.buy(one)).rejects.toEqual(refused('product.integration-missing'));
    await expect(h.run(new DeleteIntegration(ask(acme), id))).rejects.toEqual(refused('integration.linked'));
    await h.run(new UnlinkIntegration(ask(acme), two, id));
    await h.run(new DeleteIntegration(ask(acme), id));
    expect(await h.business.queries.execute(new GetIntegration(acme, id, 'WORKING'))).toBeNull();
  });

  it('is tested while it is published again', async () => {
    const id = await h.integration();
    const version = 'WORKING';
    const [started] = await Promise.all([
      h.business.commands.execute(new StartPingTest(ask(acme), id, version, ['SUBSCRIPTION_ORDER', 'USER_ASSIGNMENT'])),
      h.run(new UpdateIntegration(ask(acme), id, { name: 'Meanwhile' })).then(() => h.run(new PublishIntegration(ask(acme), id))),
    ]);
    expect(started.lastTest?.status).toBe('RUNNING');
    h.host.answers = () => ({ status: 500, body: 'no' });
    await eventually(async () =>
      expect((await h.business.queries.execute(new GetIntegration(acme, id, version)))?.lastTest?.finishedOn).not.toBeNull(),
    );
    expect(h.told.some((path) => decodeURIComponent(path).endsWith('/events/dummyAssign'))).toBe(true);
  });
});
