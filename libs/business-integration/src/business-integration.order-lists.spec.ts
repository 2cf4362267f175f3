import { GetOrder } from './order/read/get-order';
import { GetOrderHistory } from './order/read/get-order-history';
import { ListOrders } from './order/read/list-orders';
import { PlaceOrder } from './purchase/write/place-order';
import { GetSubscription } from './subscription/read/get-subscription';
import { askAgain, compose, eventually, operator, refused, world } from './testing/composed';
import { acme, agent, globex, initech, story } from './testing/story';

let business: Awaited<ReturnType<typeof compose>>;
const the = story(() => business);
const _status = async (id: string) => (await business.queries.execute(new GetSubscription(globex, id))).status;

beforeAll(async () => {
  business = await compose();
});
afterAll(() => business.end());

describe('a request', () => {
  it('asked again after a crash ends in the same one order', async () => {
    const wish = the.wish(await the.product());
    const { body } = await business.commands.execute(new PlaceOrder(askAgain(globex, 'one key', false), wish));
    const again = await business.commands.execute(new PlaceOrder(askAgain(globex, 'one key'), wish));
    expect(again.body).toEqual(body);
  });

  it('of two buyers at once: one wins', async () => {
    const productId = await the.product();
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => the.buy(productId)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'subscription.exists' } });
  });

  it('never gets a number that another has', async () => {
    const productId = await the.product({ multipleSubscriptionsEnabled: true });
    const orders = await Promise.all(Array.from({ length: 60 }, () => the.buy(productId)));
    expect(new Set(orders.map(({ body }) => body.orderNumber)).size).toBe(60);
  });
});

describe('lists of orders', () => {
  it('say on which side the caller stands, newest first, page by page', async () => {
    const productId = await the.product({ multipleSubscriptionsEnabled: true });
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) {
      world.now = `2026-11-21T09:00:0${i}.000Z`;
      ids.unshift((await the.buy(productId)).body.id);
    }
    world.now = '2026-11-21T09:00:00.000Z';
    await the.failed({ id: ids[1]! } as never);
    expect(await business.caughtUp()).toBe(true);
    const list = (caller = globex, filters: Record<string, unknown> = {}, page = {}) =>
      business.queries.execute(new ListOrders(caller, { orderAccessType: 'Customer', productId, ...filters }, page));
    expect((await list()).items.map(({ id }) => id)).toEqual(ids);
    expect((await list(agent, { orderAccessType: 'Vendor' })).totalCount).toBe(5);
    expect((await list(acme)).totalCount).toBe(0);
    expect((await list(operator, { orderAccessType: 'Operator' })).totalCount).toBe(5);
    await expect(list(acme, { orderAccessType: 'Operator' })).rejects.toEqual(refused('token.operator-only'));
    await expect(list(agent)).rejects.toEqual(refused('order.vendor-account'));
    expect((await list(globex, { systemStatus: 'Released' })).totalCount).toBe(4);
    expect((await list(globex, { systemStatus: 'Fail' })).items.map(({ id }) => id)).toEqual([ids[1]]);
    const between = { createdFrom: '2026-11-21T09:00:01.000Z', createdTo: '2026-11-21T09:00:03.000Z' };
    expect((await list(globex, between)).items.map(({ id }) => id)).toEqual([ids[2], ids[3]]);
    const first = await list(globex, {}, { limit: 2 });
    const second = await list(globex, {}, { limit: 2, cursor: first.nextCursor });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids.slice(0, 4));
    await expect(list(initech, {}, { cursor: first.nextCursor })).rejects.toEqual(refused('cursor.invalid'));
    const one = first.items[0]!;
    expect(one).toEqual(await business.queries.execute(new GetOrder(globex, one.id, null)));
  });
});

describe('a limit', () => {
  it('that passes makes an order overdue, once, until its next status', async () => {
    const { body } = await the.buy(await the.product());
    business.react();
    world.now = '2026-11-21T10:00:00.000Z';
    const overdue = () => business.queries.execute(new GetOrder(agent, body.id, null));
    await eventually(async () => expect(await overdue()).toMatchObject({ overdue: true, revision: 1 }));
    await the.say(body.id, 'Validation');
    expect(await overdue()).toMatchObject({ overdue: false, dueOn: '2026-11-24T09:00:00.000Z', revision: 2 });
    const { items } = await business.queries.execute(new GetOrderHistory(agent, body.id));
    expect(items.map(({ type }) => type)).toEqual(['OrderReleased', 'OrderOverdue', 'OrderStatusChanged']);
    expect(items[1]).toMatchObject({ actor: 'system:order-limit', data: { dueOn: '2026-11-21T10:00:00.000Z' } });
    world.now = '2026-11-21T09:00:00.000Z';
    expect(business.complaints).toEqual([]);
  });
});
