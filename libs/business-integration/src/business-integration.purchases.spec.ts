import { orderStream } from './order/domain/order';
import { GetOrder } from './order/read/get-order';
import { ListOrders } from './order/read/list-orders';
import { GetProduct } from './product/read/get-product';
import { WithdrawProduct } from './product/write/sale-of-product';
import { end, open, purchaseStream } from './purchase/domain/purchase';
import { GetSubscription } from './subscription/read/get-subscription';
import { ask, compose, eventually, of, refused, world } from './testing/composed';
import { acme, agent, globex, initech, story } from './testing/story';

let business: Awaited<ReturnType<typeof compose>>;
const the = story(() => business);
const rival = of('rival', 'integrations', 'orders', 'storefront');

beforeAll(async () => {
  business = await compose();
  business.react();
});
afterAll(() => business.end());

const withTenant = async <T>(tenantId: string, status: 'paused' | 'closed', work: () => Promise<T>): Promise<T> => {
  const before = world.companies.get(tenantId)!;
  world.companies.set(tenantId, { ...before, status });
  try {
    return await work();
  } finally {
    world.companies.set(tenantId, before);
  }
};

describe('purchase rules', () => {
  let sold: string;
  beforeAll(async () => {
    sold = await the.product();
  });

  it.each([
    ['product.edition-unknown', { edition: 'none' }],
    ['product.edition-not-on-sale', { edition: 'old' }],
    ['product.addon-unknown', { addons: [{ code: 'none', quantity: 1 }] }],
    ['product.frequency-not-offered', { paymentFrequency: 'yearly' as const }],
    ['product.frequency-not-offered', { edition: 'year', paymentFrequency: 'yearly' as const, addons: [{ code: 'mail', quantity: 1 }] }],
  ])('%s', (code, more) => expect(the.buy(sold, globex, more)).rejects.toEqual(refused(code)));

  it('product.unknown: none, and another vendor’s draft', async () => {
    const draft = await the.product({}, false);
    for (const id of [draft, 'nonsense', '0190a000-0000-7000-8000-000000000000'])
      await expect(the.buy(id)).rejects.toEqual(refused('product.unknown'));
  });

  it('product.not-published: withdrawn, though those who have it still see it', async () => {
    const productId = await the.product();
    await the.buy(productId, initech);
    await business.commands.execute(new WithdrawProduct(ask(acme), productId));
    await expect(the.buy(productId)).rejects.toEqual(refused('product.not-published'));
    expect(await business.queries.execute(new GetProduct(initech, productId))).toMatchObject({ status: 'withdrawn' });
    await expect(business.queries.execute(new GetProduct(globex, productId))).rejects.toEqual(refused('product.unknown'));
  });

  it('product.no-trial and trial.used', async () => {
    await expect(the.buy(await the.product({ trialDays: 0 }), globex, { trial: true })).rejects.toEqual(refused('product.no-trial'));
    const productId = await the.product({ multipleSubscriptionsEnabled: true });
    await the.buy(productId, globex, { trial: true });
    await expect(the.buy(productId, globex, { trial: true })).rejects.toEqual(refused('trial.used'));
    await the.buy(productId, globex);
  });

  it('subscription.exists until the one before is over', async () => {
    const productId = await the.product();
    const { body } = await the.buy(productId);
    await expect(the.buy(productId)).rejects.toEqual(refused('subscription.exists'));
    await the.failed(body);
    await the.done((await the.buy(productId)).body);
    await expect(the.buy(productId)).rejects.toEqual(refused('subscription.exists'));
    expect((await the.buy(productId, initech)).revision).toBe(0);
  });

  it('tenant.paused, vendor.not-active and tenant.not-customer', async () => {
    await withTenant('globex', 'paused', () => expect(the.buy(sold)).rejects.toEqual(refused('tenant.paused')));
    await withTenant('acme', 'closed', () => expect(the.buy(sold)).rejects.toEqual(refused('vendor.not-active')));
    await expect(the.buy(sold, rival)).rejects.toEqual(refused('tenant.not-customer'));
  });

  it('answers are judged by the form', async () => {
    const errors = (answers: Record<string, unknown>) =>
      the.buy(sold, globex, { answers }).then(
        () => [],
        ({ extra }) => extra.errors.map(({ pointer }: { pointer: string }) => pointer),
      );
    expect(await errors({})).toEqual(['/answers/subdomain']);
    expect(await errors({ subdomain: 'UPPER', 'a/b~c': 1 })).toEqual(['/answers/a~1b~0c', '/answers/subdomain']);
    expect(await errors({ subdomain: 7, phone: 'none' })).toEqual(['/answers/subdomain', '/answers/phone']);
  });
});

describe('the testing bypass', () => {
  it('lets a vendor order its own draft again and again, and asks no other rule', async () => {
    const productId = await the.product({ trialDays: 0 }, false);
    const wish = { edition: 'old', paymentFrequency: 'once' as const, trial: false };
    for (let i = 0; i < 3; i++) expect((await the.buy(productId, acme, wish)).body).toMatchObject({ isTesting: true, vendorCode: 'acme' });
    await expect(the.buy(productId, acme, { edition: 'none' })).rejects.toEqual(refused('product.edition-unknown'));
    await withTenant('acme', 'paused', () => expect(the.buy(productId, acme, wish)).rejects.toEqual(refused('tenant.paused')));
    const { body } = await the.done((await the.buy(productId, acme, wish)).body);
    expect(await business.queries.execute(new GetSubscription(acme, body.subscriptionId))).toMatchObject({
      status: 'ACTIVE',
      isTesting: true,
    });
    expect(await business.caughtUp()).toBe(true);
    const list = (includeTestingOrders: boolean) =>
      business.queries.execute(new ListOrders(agent, { orderAccessType: 'Vendor', productId, includeTestingOrders }, {}));
    expect([(await list(false)).totalCount, (await list(true)).totalCount]).toEqual([0, 4]);
  });
});

describe('a crash between the guard and the order', () => {
  it('is mended: the order is released as its buyer asked for it, and its subscription begins', async () => {
    const productId = await the.product();
    const { state } = await business.streams.load(orderStream((await the.buy(productId, initech)).body.id));
    const orderId = '0190a000-0000-7000-8000-00000000beef';
    const subscriptionId = '0190a000-0000-7000-8000-00000000feed';
    const {
      status: _,
      createdOn: __,
      createdBy: ___,
      given: ____,
      overdue: _____,
      passed: ______,
      ...content
    } = state as Extract<typeof state, { orderId: string }>;
    const customer = { tenantId: 'globex', code: 'globex|CZ', name: 'Globex' };
    const rules = { testing: false, multiple: false, trial: false };
    const opened = open({ conflict: null, unprocessable: null }, rules, {
      ...content,
      customer,
      orderId,
      subscriptionId,
      orderNumber: '202611219999',
      configuration: {},
    });
    await business.streams.transact(purchaseStream('globex', productId), opened, ask(globex).act);
    await expect(the.buy(productId)).rejects.toEqual(refused('subscription.exists'));
    expect(await eventually(() => business.queries.execute(new GetOrder(globex, orderId, null)))).toMatchObject({
      createdBy: 'client:globex-programs',
    });
    expect(await eventually(() => business.queries.execute(new GetSubscription(globex, subscriptionId)))).toMatchObject({
      status: 'INITIALIZED',
    });
    // The guard is freed by a policy too, when whoever set the status died before.
    await business.streams.transact(
      purchaseStream('globex', productId),
      end(subscriptionId, 'globex', productId, 'FAILED'),
      ask(globex).act,
    );
    expect((await the.buy(productId)).revision).toBe(0);
    expect(business.complaints).toEqual([]);
  });
});
