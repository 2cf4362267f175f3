import { setTimeout as sleep } from 'node:timers/promises';
import { Caller } from '@causeway/platform';
import { GetHostEvent } from './host-event/read/get-host-event';
import { GetOrderInteraction } from './host-event/read/get-order-interaction';
import { HostCaller } from './host-event/work/host-call';
import { AskUserSync } from './host-event/write/ask-user-sync';
import { ComeBack } from './host-event/write/come-back';
import { RaiseUserEvent } from './host-event/write/raise-user-event';
import { ResolveHostEvent } from './host-event/write/resolve-host-event';
import { WithdrawOrder } from './order/write/withdraw-order';
import { GetIntegration } from './product-integration/read/get-integration';
import { PublishIntegration } from './product-integration/write/publish-integration';
import { UpdateIntegration } from './product-integration/write/update-integration';
import { InvoiceNotices, UserEvents } from './published';
import { CancelSubscription } from './subscription/write/cancel-subscription';
import { ChangeSubscription } from './subscription/write/change-subscription';
import { SuspendSubscription } from './subscription/write/suspend-subscription';
import { ask, eventually, operator, refused, world } from './testing/composed';
import { hosted, hostOf } from './testing/hosted';
import { acme, globex } from './testing/story';

let h: Awaited<ReturnType<typeof hosted>>;
beforeAll(async () => {
  h = await hosted();
});
beforeEach(() => {
  h.host.answers = () => ({ status: 200, body: { success: true, accountIdentifier: 'host-1' } });
});
afterAll(() => h.end());

describe('a product host', () => {
  it('is told on the snapshot that its order ran on', async () => {
    const id = await h.integration();
    const productId = await h.sold(id);
    h.host.answers = () => ({ status: 500, body: 'later' });
    const first = await h.buy(productId);
    await eventually(async () => expect((await h.events(id))[0]?.status).toBe('FAILING'));
    await h.run(new UpdateIntegration(ask(acme), id, { createUrl: `${h.url}/new` }));
    await h.run(new PublishIntegration(ask(acme), id));
    h.host.answers = () => ({ status: 200, body: { success: 'true', accountIdentifier: 'host-2' } });
    h.told.length = 0;
    await h.becomes((await h.buy(productId)).id, 'Done');
    world.now = '2026-11-21T09:00:02.000Z';
    await h.becomes(first.id, 'Done');
    expect(h.told.map((path) => path.split('?')[0])).toEqual(['/told/new', '/told']);
    world.now = '2026-11-21T09:00:00.000Z';
  });

  it('that never answers holds its line until a person settles it', async () => {
    const id = await h.integration();
    h.host.answers = () => ({ status: 503, body: {} });
    const { id: orderId } = await h.buy(await h.sold(id));
    for (const second of [2, 4, 6, 8]) {
      await eventually(async () => expect((await h.events(id))[0]?.attempts.length).toBe(second / 2));
      world.now = `2026-11-21T09:00:0${second}.000Z`;
    }
    const [event] = await h.events(id);
    expect(event).toMatchObject({ status: 'EXHAUSTED', nextAttemptOn: null });
    const no = { success: false, accountIdentifier: null, errorCode: 'TRANSPORT_ERROR', message: 'Gone.' } as const;
    await h.run(new ResolveHostEvent(ask(operator), event!.token, no));
    expect((await h.order(orderId)).currentStatusInfo).toMatchObject({ systemStatus: 'Fail', reasonCode: 'TRANSPORT_ERROR' });
    await expect(h.run(new ResolveHostEvent(ask(hostOf(id)), event!.token, { ...no, message: null }))).rejects.toEqual(
      refused('event.already-resolved'),
    );
    world.now = '2026-11-21T09:00:00.000Z';
  });

  it('is not told of an order that was withdrawn before', async () => {
    const id = await h.integration();
    h.host.answers = () => ({ status: 503, body: {} });
    const { id: orderId } = await h.buy(await h.sold(id));
    await eventually(async () => expect((await h.events(id))[0]?.status).toBe('FAILING'));
    await h.run(new WithdrawOrder(ask(globex), orderId));
    h.told.length = 0;
    world.now = '2026-11-21T09:00:02.000Z';
    await eventually(async () => expect((await h.events(id))[0]).toMatchObject({ status: 'FAILED', errorCode: 'OPERATION_CANCELLED' }));
    expect(h.told).toEqual([]);
    world.now = '2026-11-21T09:00:00.000Z';
  });

  it('reads its own events for 90 days, and nobody else does', async () => {
    const id = await h.integration();
    h.host.answers = () => ({ status: 202, body: {} });
    const { id: orderId } = await h.buy(await h.sold(id));
    await h.becomes(orderId, 'Validation');
    const [event] = await h.events(id);
    const read = (caller: Caller, now: string) => h.business.queries.execute(new GetHostEvent(caller, event!.token, now));
    expect((await read(hostOf(id), '2027-02-19T08:59:59.999Z')).document).toMatchObject({
      type: 'SUBSCRIPTION_ORDER',
      payload: { order: { id: orderId } },
    });
    await expect(read(hostOf(id), '2027-02-19T09:00:00.000Z')).rejects.toEqual(refused('event.unknown'));
    await expect(read(hostOf(await h.integration()), world.now)).rejects.toEqual(refused('event.unknown'));
    await expect(h.business.queries.execute(new GetHostEvent(acme, 'dummyOrder', world.now))).rejects.toEqual(refused('event.unknown'));
  });

  it('changing and cancelling at once: one wins, the other is told', async () => {
    const id = await h.integration();
    const { subscriptionId } = await h.buy(await h.sold(id));
    await h.stands(subscriptionId, 'ACTIVE');
    h.host.answers = () => ({ status: 202, body: {} });
    const both = await Promise.allSettled([
      h.run(new ChangeSubscription(ask(globex), subscriptionId, { edition: 'pro' })),
      h.run(new CancelSubscription(ask(globex), subscriptionId, null)),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('hears of suspensions, of add-ons and of users; who a person is stays sealed', async () => {
    const id = await h.integration({ addonNotificationUrl: h.url, eventStatusUrl: h.url, userUpdatedUrl: h.url });
    const { subscriptionId } = await h.buy(await h.sold(id), { addons: [{ code: 'mail', quantity: 2 }] });
    await h.stands(subscriptionId, 'ACTIVE');
    await h.run(new SuspendSubscription(ask(operator), subscriptionId, 'NON_PAYMENT'));
    const user = { userId: 'u-1', email: 'ada@globex.example', givenName: 'Ada' };
    const raise = () => h.run(new RaiseUserEvent(subscriptionId, 'USER_ASSIGNMENT', user, 'request-1', ask(globex).act));
    await raise();
    await raise();
    await eventually(async () => {
      const all = await h.events(id);
      expect(all.map(({ type }) => type).sort()).toEqual(
        [
          'SUBSCRIPTION_ORDER',
          'ADDON_ORDER',
          'SUBSCRIPTION_STATUS',
          'SUBSCRIPTION_NOTICE',
          'SUBSCRIPTION_STATUS',
          'USER_ASSIGNMENT',
        ].sort(),
      );
      expect(all.every(({ status }) => status === 'SUCCEEDED')).toBe(true);
    });
    const line = await h.business.store.read(`hostline-${subscriptionId}`);
    const facts = JSON.stringify(line);
    expect(facts).not.toContain('"ada@');
    const assigned = (await h.events(id)).find(({ type }) => type === 'USER_ASSIGNMENT');
    const { document } = await h.business.queries.execute(new GetHostEvent(hostOf(id), assigned!.token, world.now));
    expect(document.payload).toMatchObject({ user, account: { accountIdentifier: 'host-1', status: 'SUSPENDED' } });
    const wish = { operation: 'ASSIGN', accountIdentifier: 'host-1', userIdentifier: 'u-2', email: null } as const;
    expect(await h.business.commands.execute(new AskUserSync(ask(hostOf(id)), wish))).toMatchObject({ taskId: expect.any(String) });
    await expect(h.run(new AskUserSync(ask(hostOf(await h.integration())), wish))).rejects.toEqual(refused('account.unknown'));
  });

  it('of a bookmark is nobody: the order is Done by itself, and so is a change without an address', async () => {
    const nowhere = { createUrl: null, upgradeUrl: null, cancelUrl: null, notifyUrl: null, assignUrl: null, unassignUrl: null };
    h.told.length = 0;
    const { id, subscriptionId } = await h.buy(await h.sold(await h.integration(nowhere)));
    await h.becomes(id, 'Done');
    expect(await h.stands(subscriptionId, 'ACTIVE')).toMatchObject({
      status: 'ACTIVE',
      accountIdentifier: subscriptionId,
      accessUrl: `https://crm.example/globex/${subscriptionId}`,
    });
    const partial = await h.integration({ upgradeUrl: null });
    const bought = await h.buy(await h.sold(partial));
    await h.stands(bought.subscriptionId, 'ACTIVE');
    h.told.length = 0;
    const { body } = await h.business.commands.execute(new ChangeSubscription(ask(globex), bought.subscriptionId, { edition: 'pro' }));
    await h.becomes(body.id, 'Done');
    expect(h.told).toEqual([]);
  });

  it('that wants to see the buyer is gone to by the buyer; coming back proves nothing', async () => {
    const id = await h.integration({ createUrlInteractive: true });
    h.told.length = 0;
    const { id: orderId } = await h.buy(await h.sold(id));
    const { url: there } = await eventually(() => h.business.queries.execute(new GetOrderInteraction(globex, orderId)));
    expect(there).toMatch(/\/told\?eventUrl=http/);
    const token = decodeURIComponent(there).split('/').at(-1)!;
    const { document } = await h.business.queries.execute(new GetHostEvent(hostOf(id), token, world.now));
    const back = document.returnUrl!.split('/').at(-1)!;
    expect(await h.business.commands.execute(new ComeBack(back))).toContain('Thank you');
    await expect(h.run(new ComeBack(back))).rejects.toEqual(refused('event.unknown'));
    expect((await h.order(orderId)).currentStatusInfo).toBeNull();
    const yes = { success: true, accountIdentifier: 'seen', errorCode: null, message: null };
    await h.run(new ResolveHostEvent(ask(hostOf(id)), token, yes));
    expect((await h.order(orderId)).currentStatusInfo).toMatchObject({ systemStatus: 'Done' });
    await expect(h.business.queries.execute(new GetOrderInteraction(globex, orderId))).rejects.toEqual(refused('order.no-interaction'));
    expect(h.told).toEqual([]);
  });

  it('looks at a form before it is bought, where it wants to', async () => {
    const fields = [{ name: 'region', label: 'Region', type: 'text' as const, required: true }];
    const id = await h.integration({ preSubmitValidationRequired: true, validationUrl: `${h.url}/form`, orderFormFields: fields });
    const productId = await h.sold(id);
    await expect(h.buy(productId)).rejects.toEqual(refused('request.invalid'));
    h.host.answers = (path) => ({
      status: 200,
      body: path.endsWith('/form') ? [{ level: 'ERROR', message: 'Not there.', field: 'region' }] : {},
    });
    await expect(h.buy(productId, { answers: { region: 'Moon' } })).rejects.toEqual(
      refused('order.form-refused', { errors: [{ pointer: '/answers/region', level: 'ERROR', message: 'Not there.' }] }),
    );
    h.host.answers = () => ({ status: 200, body: { level: 'WARN', message: 'Far.' } });
    const bought = await h.buy(productId, { answers: { region: 'EU' } });
    const far = [{ level: 'WARN', message: 'Far.', field: null }];
    expect(bought).toMatchObject({ configuration: { region: 'EU' }, formMessages: far });
    expect((await h.order(bought.id)).formMessages).toEqual(far);
    expect((await h.buy(await h.sold(await h.integration()))).formMessages).toBeUndefined();
  });

  it('looks at a form that is filled in anew by a change, too', async () => {
    const fields = [{ name: 'region', label: 'Region', type: 'text' as const, required: true }];
    const id = await h.integration({ preSubmitValidationRequired: true, validationUrl: `${h.url}/form`, orderFormFields: fields });
    const says = (level: string) => {
      const yes = { success: true, accountIdentifier: 'host-1' };
      h.host.answers = (path) => ({ status: 200, body: path.endsWith('/form') ? { level, message: 'Hm.', field: 'region' } : yes });
    };
    says('INFO');
    const { subscriptionId } = await h.buy(await h.sold(id), { answers: { region: 'EU' } });
    await h.stands(subscriptionId, 'ACTIVE');
    const change = (region: string) =>
      h.business.commands.execute(new ChangeSubscription(ask(globex), subscriptionId, { answers: { region } }));
    says('ERROR');
    await expect(change('Moon')).rejects.toMatchObject({ code: 'order.form-refused' });
    says('WARN');
    expect((await change('US')).body.formMessages).toEqual([{ level: 'WARN', message: 'Hm.', field: 'region' }]);
  });

  it('hears of a new owner and of an invoice to come, once each', async () => {
    const id = await h.integration();
    const { subscriptionId } = await h.buy(await h.sold(id));
    await h.stands(subscriptionId, 'ACTIVE');
    const [users, invoices] = [h.business.module.get(UserEvents), h.business.module.get(InvoiceNotices)];
    const { act } = ask(globex);
    const owner = { userId: 'u-9', email: 'new@globex.example' };
    for (let i = 0; i < 2; i++) {
      await users.tell('SUBSCRIPTION_CHANGE', subscriptionId, owner, 'handed-over-1', act);
      await invoices.upcoming(subscriptionId, 'invoice-1', act);
    }
    await invoices.upcoming('no subscription', 'invoice-1', act);
    const told = await eventually(async () => {
      const all = (await h.events(id)).filter(({ type }) => type !== 'SUBSCRIPTION_ORDER');
      expect(all.map(({ type, status }) => `${type} ${status}`).sort()).toEqual([
        'SUBSCRIPTION_CHANGE SUCCEEDED',
        'SUBSCRIPTION_NOTICE SUCCEEDED',
      ]);
      return all;
    });
    const read = async (type: string) => {
      const token = told.find((one) => one.type === type)!.token;
      return (await h.business.queries.execute(new GetHostEvent(hostOf(id), token, world.now))).document.payload;
    };
    expect(await read('SUBSCRIPTION_CHANGE')).toMatchObject({ user: owner, order: null, account: { accountIdentifier: 'host-1' } });
    expect(await read('SUBSCRIPTION_NOTICE')).toMatchObject({ notice: { type: 'UPCOMING_INVOICE' }, account: { status: 'ACTIVE' } });
  });

  it('is signed in at once for as long as its token lives, however many are to be told', async () => {
    const credentials = { type: 'OAUTH2', clientId: 'us', clientSecret: 'hush', tokenUri: `${h.url}/token` } as const;
    const id = await h.integration({ outboundCredentials: credentials });
    const { content } = (await h.business.queries.execute(new GetIntegration(acme, id, 'WORKING')))!;
    let tokens = 0;
    h.host.answers = (path) =>
      path.endsWith('/token')
        ? { status: 200, body: { access_token: `t-${++tokens}`, expires_in: 2 } }
        : { status: 200, body: { success: true, accountIdentifier: 'host-1' } };
    const caller = h.business.module.get(HostCaller);
    const call = { integrationId: id, credentials: content.outboundCredentials, url: h.url, eventUrl: 'http://here/e', needsAccount: true };
    const fifty = async () => {
      const heard = await Promise.all(Array.from({ length: 50 }, () => caller.call(call)));
      expect(heard.every(({ kind }) => kind === 'answered')).toBe(true);
    };
    await fifty();
    expect(tokens).toBe(1);
    await sleep(2100);
    await fifty();
    expect(tokens).toBe(2);
  });
});
