import { orderStream, setStatus } from './order/domain/order';
import { GetOrder } from './order/read/get-order';
import { GetSubscription } from './subscription/read/get-subscription';
import { GetSubscriptionHistory } from './subscription/read/get-subscription-history';
import { ListSubscriptions } from './subscription/read/list-subscriptions';
import { CancelSubscription } from './subscription/write/cancel-subscription';
import { ChangeSubscription, type ChangeWish } from './subscription/write/change-subscription';
import { ConvertSubscription } from './subscription/write/convert-subscription';
import { ReactivateSubscription } from './subscription/write/reactivate-subscription';
import { SuspendSubscription } from './subscription/write/suspend-subscription';
import { ask, compose, eventually, operator, refused, world } from './testing/composed';
import { acme, agent, globex, initech, story } from './testing/story';

let business: Awaited<ReturnType<typeof compose>>;
const the = story(() => business);
const see = (id: string, caller = globex) => business.queries.execute(new GetSubscription(caller, id));
const change = (id: string, wish: ChangeWish, caller = globex, ifMatch: number | null = null) =>
  business.commands.execute(new ChangeSubscription(ask(caller, { ifMatch }), id, wish));
const cancel = (id: string, caller = globex) => business.commands.execute(new CancelSubscription(ask(caller), id, 'no need'));
const suspend = (id: string, reason = 'abuse', caller = operator) =>
  business.commands.execute(new SuspendSubscription(ask(caller), id, reason));
const reactivate = (id: string) => business.commands.execute(new ReactivateSubscription(ask(operator), id, null));
const bought = async (more = {}, product = {}) =>
  (await the.done((await the.buy(await the.product(product), globex, more)).body)).body.subscriptionId;

const START = '2026-11-21T09:00:00.000Z';
const later = (days: number) => new Date(Date.parse(START) + days * 86_400_000).toISOString();

beforeAll(async () => {
  business = await compose();
  business.react();
});
afterAll(() => business.end());
afterEach(() => {
  world.now = START;
  expect(business.complaints).toEqual([]);
});

describe('a change', () => {
  it('is an order with the whole new set at today’s prices, and takes effect when it is done', async () => {
    const id = await bought();
    const { body } = await change(id, { edition: 'pro', addons: [{ code: 'mail', quantity: 3 }], answers: { subdomain: 'new-name' } });
    expect(body).toMatchObject({
      kind: 'Change',
      subscriptionId: id,
      configuration: { subdomain: 'new-name', phone: '+420 123 456' },
      revision: 0,
    });
    expect(body.orderLines.map(({ code, quantity }) => [code, quantity])).toEqual([
      ['pro', 1],
      ['mail', 3],
    ]);
    await expect(change(id, {})).rejects.toEqual(refused('order.open-exists'));
    await expect(cancel(id)).rejects.toEqual(refused('order.open-exists'));
    expect(await see(id)).toMatchObject({ edition: 'basic', status: 'ACTIVE' });
    await the.done(body, {});
    expect(await see(id, agent)).toMatchObject({
      edition: 'pro',
      addons: [{ code: 'mail', quantity: 3 }],
      accountIdentifier: 'crm-4711',
      orders: [expect.any(String), body.id],
    });
    const { items } = await business.queries.execute(new GetSubscriptionHistory(globex, id));
    expect(items.map(({ type }) => type)).toEqual([
      'SubscriptionInitialized',
      'SubscriptionActivated',
      'SubscriptionOrderOpened',
      'SubscriptionAltered',
    ]);
    expect(items[3]).toMatchObject({ data: { configuration: { subdomain: 'new-name', phone: '+420 123 456' } } });
  });

  it('that fails changes nothing, and shows what the vendor said', async () => {
    const id = await bought();
    const { body } = await change(id, { quantity: 5 });
    await the.failed(body);
    expect(await see(id)).toMatchObject({
      quantity: 1,
      status: 'ACTIVE',
      lastRefusal: { orderId: body.id, kind: 'Change', reasonCode: 'NO', note: 'no room' },
    });
    expect((await change(id, { quantity: 6 })).body.orderLines[0]).toMatchObject({ quantity: 6 });
  });

  it('is the customer’s alone, of two at once one, and asks the rules', async () => {
    const id = await bought();
    await expect(change(id, {}, acme)).rejects.toEqual(refused('subscription.customer-only'));
    await expect(change(id, {}, initech)).rejects.toEqual(refused('subscription.unknown'));
    await expect(change('nonsense', {})).rejects.toEqual(refused('subscription.unknown'));
    await expect(change(id, { edition: 'none' }, globex, 99)).rejects.toEqual(refused('request.stale'));
    await expect(change(id, { edition: 'none' })).rejects.toEqual(refused('product.edition-unknown'));
    await expect(change(id, { edition: 'old' })).rejects.toEqual(refused('product.edition-not-on-sale'));
    await expect(change(id, { paymentFrequency: 'yearly' })).rejects.toEqual(refused('product.frequency-not-offered'));
    await expect(change(id, { answers: { none: 1 } })).rejects.toEqual(refused('request.invalid'));
    const both = await Promise.allSettled([change(id, { quantity: 2 }), cancel(id)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('is not ordered while the first order is open, or once it is over', async () => {
    const { body } = await the.buy(await the.product());
    await expect(change(body.subscriptionId, {})).rejects.toEqual(refused('order.open-exists'));
    await the.failed(body);
    await expect(cancel(body.subscriptionId)).rejects.toEqual(refused('subscription.invalid-transition', { allowed: [] }));
  });
});

describe('a cancellation', () => {
  it('is an order without lines, and ends the subscription when it is done', async () => {
    const productId = await the.product();
    const first = await the.done((await the.buy(productId)).body);
    const id = first.body.subscriptionId;
    const { body } = await cancel(id);
    expect(body).toMatchObject({ kind: 'Cancel', orderLines: [], edition: 'basic' });
    await the.done(body, {});
    expect(await see(id)).toMatchObject({ status: 'CANCELLED' });
    expect((await the.buy(productId)).revision).toBe(0);
  });
});

describe('a suspension', () => {
  it('is the operator’s, and goes back to what was', async () => {
    const id = await bought();
    await expect(suspend(id, 'x', acme)).rejects.toEqual(refused('token.operator-only'));
    await expect(reactivate(id)).rejects.toEqual(refused('subscription.invalid-transition', { allowed: ['suspend'] }));
    expect((await suspend(id)).body).toMatchObject({ status: 'SUSPENDED', suspensionReason: 'abuse', nextChangeOn: null });
    expect(await business.live.has('globex', 'acme.crm')).toBe(true);
    await expect(change(id, {})).rejects.toEqual(refused('subscription.invalid-transition', { allowed: ['cancel'] }));
    expect((await reactivate(id)).body).toMatchObject({ status: 'ACTIVE', suspensionReason: null });
    const trial = await bought({ trial: true });
    await suspend(trial);
    expect((await reactivate(trial)).body.status).toBe('FREE_TRIAL');
  });

  it('for non-payment ends in a cancellation', async () => {
    const id = await bought({}, { suspensionGraceDays: 2 });
    expect((await suspend(id, 'NON_PAYMENT')).body.nextChangeOn).toBe(later(2));
    world.now = later(2);
    await eventually(async () => expect(await see(id)).toMatchObject({ status: 'CANCELLED' }));
  });
});

describe('a trial', () => {
  it('expires, may be kept in its days of grace, and is cancelled after them', async () => {
    const [kept, lost] = [await bought({ trial: true }), await bought({ trial: true })];
    expect(await see(kept)).toMatchObject({ status: 'FREE_TRIAL', trialEndsOn: later(30) });
    world.now = later(30);
    for (const id of [kept, lost])
      await eventually(async () => expect(await see(id)).toMatchObject({ status: 'FREE_TRIAL_EXPIRED', nextChangeOn: later(44) }));
    const { body } = await business.commands.execute(new ConvertSubscription(ask(globex), kept));
    expect(body.status).toBe('ACTIVE');
    await expect(business.commands.execute(new ConvertSubscription(ask(globex), kept))).rejects.toEqual(
      refused('subscription.invalid-transition', { allowed: ['change', 'cancel'] }),
    );
    world.now = later(44);
    await eventually(async () => expect(await see(lost)).toMatchObject({ status: 'CANCELLED' }));
    expect(await see(kept)).toMatchObject({ status: 'ACTIVE' });
  });

  it('becomes active by itself where the product says so, or by a change', async () => {
    const [converted, changed] = [await bought({ trial: true }, { onTrialEnd: 'convert' }), await bought({ trial: true })];
    await the.done((await change(changed, { quantity: 2 })).body, {});
    expect(await see(changed)).toMatchObject({ status: 'ACTIVE', quantity: 2 });
    world.now = later(30);
    await eventually(async () => expect(await see(converted)).toMatchObject({ status: 'ACTIVE' }));
  });
});

describe('a crash between the vendor’s answer and its effect', () => {
  it('is mended by the policies', async () => {
    const productId = await the.product();
    const { body } = await the.buy(productId);
    await the.say(body.id, 'Validation');
    const fail = { systemStatus: 'Fail' as const, note: null, reasonCode: null, accountIdentifier: null, accessUrl: null };
    await business.streams.transact(orderStream(body.id), setStatus(fail), ask(agent).act);
    await eventually(async () => expect(await see(body.subscriptionId)).toMatchObject({ status: 'FAILED' }));
    expect(await eventually(() => the.buy(productId))).toMatchObject({ revision: 0 });
  });
});

describe('subscriptions', () => {
  it('are listed by buyer, vendor and operator', async () => {
    const id = await bought();
    const { productId } = await see(id);
    const list = (caller = globex, filters = {}) => business.queries.execute(new ListSubscriptions(caller, { productId, ...filters }, {}));
    expect(await business.caughtUp()).toBe(true);
    for (const caller of [globex, acme, agent, operator]) expect((await list(caller)).items).toEqual([await see(id)]);
    expect((await list(initech)).totalCount).toBe(0);
    expect([(await list(globex, { status: 'ACTIVE' })).totalCount, (await list(globex, { status: 'CANCELLED' })).totalCount]).toEqual([
      1, 0,
    ]);
    const { orders } = await see(id);
    expect(await business.queries.execute(new GetOrder(globex, orders[0]!, null))).toMatchObject({ subscriptionId: id });
  });
});
