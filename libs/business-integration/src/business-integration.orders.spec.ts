import { FindOrderByNumber } from './order/read/find-order-by-number';
import { GetOrder } from './order/read/get-order';
import { GetOrderFlow } from './order/read/get-order-flow';
import { GetOrderHistory } from './order/read/get-order-history';
import { WithdrawOrder } from './order/write/withdraw-order';
import { GetSubscription } from './subscription/read/get-subscription';
import { agentOf, ask, compose, of, operator, refused, world } from './testing/composed';
import { acme, agent, globex, initech, story } from './testing/story';

let business: Awaited<ReturnType<typeof compose>>;
const the = story(() => business);
const status = async (id: string) => (await business.queries.execute(new GetSubscription(globex, id))).status;

beforeAll(async () => {
  business = await compose();
});
afterAll(() => business.end());

describe('an order', () => {
  it('is shown in the order of the spec, and read back at once by either side', async () => {
    const productId = await the.product();
    const { body, revision, position } = await the.buy(productId, globex, { addons: [{ code: 'mail', quantity: 2 }] });
    expect(Object.keys(body).join()).toBe(
      'id,orderNumber,kind,createdOn,createdBy,customer,supplier,vendor,productId,applicationCode,vendorCode,edition,orderLines,' +
        'subscriptionId,licenceId,licenceCode,configuration,isTesting,isNonStandard,currentStatusInfo,overdue,dueOn,revision',
    );
    expect(body).toMatchObject({
      orderNumber: expect.stringMatching(/^20261121\d{4}$/),
      kind: 'New',
      createdBy: 'client:globex-programs',
      customer: { tenantId: 'globex', code: 'globex|CZ', name: 'Globex' },
      supplier: { tenantId: 'operator', name: 'Marketplace' },
      configuration: { subdomain: 'globex', phone: '+420 123 456' },
      licenceCode: expect.stringMatching(/^L-[0-9A-HJKMNP-TV-Z]{12}$/),
      currentStatusInfo: null,
      dueOn: '2026-11-21T10:00:00.000Z',
    });
    expect(body.orderLines.map(({ code, quantity, unitPrice }) => [code, quantity, unitPrice?.amount])).toEqual([
      ['basic', 1, '49.00'],
      ['mail', 2, '5.00'],
    ]);
    expect([revision, position > 0]).toEqual([0, true]);
    for (const caller of [globex, acme, agent, operator]) {
      expect(await business.queries.execute(new GetOrder(caller, body.id, null))).toEqual(body);
      expect(await business.queries.execute(new FindOrderByNumber(caller, body.orderNumber))).toEqual(body);
    }
    for (const stranger of [initech, of('rival', 'orders'), agentOf('acme.crm', 'acme', 'globex', 'data')]) {
      await expect(business.queries.execute(new GetOrder(stranger, body.id, null))).rejects.toEqual(refused('order.unknown'));
      await expect(business.queries.execute(new FindOrderByNumber(stranger, body.orderNumber))).rejects.toEqual(refused('order.unknown'));
    }
  });

  it('is taken by its vendor to Done, and its subscription is active in the same breath', async () => {
    const { body } = await the.buy(await the.product());
    expect(await status(body.subscriptionId)).toBe('INITIALIZED');
    expect(await business.live.has('Globex', 'acme.none')).toBe(false);
    const { body: done } = await the.done(body);
    expect(done).toMatchObject({
      currentStatusInfo: { systemStatus: 'Done', modifiedBy: 'client:acme.crm-agent' },
      dueOn: null,
      revision: 3,
    });
    const subscription = await business.queries.execute(new GetSubscription(agent, body.subscriptionId));
    expect(Object.keys(subscription).join()).toContain(
      'id,productId,applicationCode,edition,quantity,status,accountIdentifier,accessUrl,activatedOn,customer,vendor,orders,revision',
    );
    expect(subscription).toMatchObject({ status: 'ACTIVE', accountIdentifier: 'crm-4711', orders: [body.id], activatedOn: world.now });
    expect(await business.live.has('Globex', 'acme.crm')).toBe(true);
    await expect(the.say(body.id, 'Validation')).rejects.toEqual(refused('order.invalid-transition', { allowed: [] }));
  });

  it('lets its application in at its customer once it is done, among however many that are not', async () => {
    const product = await the.product({ multipleSubscriptionsEnabled: true });
    const orders = [];
    for (let i = 0; i < 25; i++) orders.push((await the.buy(product, initech)).body);
    expect(await business.live.has('initech', 'acme.crm')).toBe(false);
    const [last] = orders.sort((a, b) => (a.subscriptionId < b.subscriptionId ? 1 : -1));
    await the.done(last!);
    expect(await business.live.has('initech', 'acme.crm')).toBe(true);
  });

  it('is answered by its vendor alone, at the revision it has seen', async () => {
    const { body } = await the.buy(await the.product());
    await expect(the.say(body.id, 'Validation', {}, globex)).rejects.toEqual(refused('order.vendor-only'));
    await expect(the.say(body.id, 'Validation', {}, operator)).rejects.toEqual(refused('order.vendor-only'));
    await expect(the.say(body.id, 'Validation', {}, initech)).rejects.toEqual(refused('order.unknown'));
    await expect(the.say('no such', 'Validation')).rejects.toEqual(refused('order.unknown'));
    await expect(the.say(body.id, 'Validation', {}, agent, 7)).rejects.toEqual(refused('request.stale'));
    await expect(the.say(body.id, 'Done')).rejects.toEqual(refused('order.invalid-transition', { allowed: ['Validation'] }));
    expect((await the.say(body.id, 'Validation', {}, agent, 0)).revision).toBe(1);
    expect((await the.say(body.id, 'Validation')).revision).toBe(1);
    await expect(the.say(body.id, 'Validation', { note: 'x' })).rejects.toEqual(
      refused('order.invalid-transition', { allowed: ['Confirmed', 'Fail'] }),
    );
    await the.say(body.id, 'Confirmed');
    await expect(the.say(body.id, 'Done')).rejects.toEqual(refused('order.account-identifier-required'));
  });

  it('is withdrawn by its buyer while only released, and may then be bought again', async () => {
    const productId = await the.product();
    const { body } = await the.buy(productId, globex, { trial: true });
    const withdraw = (caller = globex) => business.commands.execute(new WithdrawOrder(ask(caller), body.id));
    await expect(withdraw(acme)).rejects.toEqual(refused('order.customer-only'));
    await expect(withdraw(initech)).rejects.toEqual(refused('order.unknown'));
    expect((await withdraw()).body.currentStatusInfo).toMatchObject({ systemStatus: 'Fail', reasonCode: 'WITHDRAWN' });
    expect((await withdraw()).revision).toBe(1);
    expect(await status(body.subscriptionId)).toBe('FAILED');
    const again = await the.buy(productId, globex, { trial: true });
    await the.say(again.body.id, 'Validation');
    await expect(business.commands.execute(new WithdrawOrder(ask(globex), again.body.id))).rejects.toEqual(
      refused('order.invalid-transition'),
    );
  });

  it('can be looked at as it stood', async () => {
    const { body } = await the.buy(await the.product());
    world.now = '2026-11-21T09:30:00.000Z';
    await the.failed(body);
    const at = (moment: { revision: number } | { time: string }) => business.queries.execute(new GetOrder(globex, body.id, moment));
    expect(await at({ revision: 1 })).toMatchObject({ currentStatusInfo: { systemStatus: 'Validation' }, revision: 1 });
    expect(await at({ time: '2026-11-21T09:29:59.999Z' })).toMatchObject({ currentStatusInfo: null, revision: 0 });
    expect(await at({ time: world.now })).toMatchObject({ currentStatusInfo: { systemStatus: 'Fail', note: 'no room' } });
    for (const moment of [{ revision: 3 }, { time: '2026-11-20T00:00:00.000Z' }])
      await expect(at(moment)).rejects.toEqual(refused('order.revision-unknown'));

    const { items } = await business.queries.execute(new GetOrderHistory(operator, body.id));
    expect(items.map(({ type, revision }) => [type, revision])).toEqual([
      ['OrderReleased', 0],
      ['OrderStatusChanged', 1],
      ['OrderStatusChanged', 2],
    ]);
    expect(items[0]).toMatchObject({
      position: expect.stringMatching(/^\d+$/),
      actor: 'client:globex-programs',
      data: { configuration: { phone: '+420 123 456' } },
    });
    expect(new Set(items.map(({ position }) => position)).size).toBe(3);

    const flow = await business.queries.execute(new GetOrderFlow(globex, body.id));
    expect(flow.nodes.filter(({ reachedOn }) => reachedOn !== null).map(({ status }) => status)).toEqual([
      'Released',
      'Validation',
      'Fail',
    ]);
    expect(flow.edges.filter(({ takenOn }) => takenOn !== null).map(({ from, to }) => `${from}>${to}`)).toEqual([
      'Released>Validation',
      'Validation>Fail',
    ]);
    world.now = '2026-11-21T09:00:00.000Z';
  });

  it('keeps personal answers for as long as their company is not forgotten', async () => {
    const { body } = await the.buy(await the.product(), initech);
    const stored = (await business.store.read(`order-${body.id}`))[0];
    expect(JSON.stringify(stored)).not.toContain('+420');
    world.erased.add('tenant:initech');
    expect((await business.queries.execute(new GetOrder(agent, body.id, null))).configuration).toEqual({
      subdomain: 'globex',
      phone: null,
    });
    expect(JSON.stringify(await business.queries.execute(new GetOrderHistory(agent, body.id)))).not.toContain('+420');
    world.erased.clear();
  });
});
