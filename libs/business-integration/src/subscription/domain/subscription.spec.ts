import { specify } from '@causeway/event-sourcing/testing';
import type { KnownOrder } from '../../order/domain/order';
import { content } from '../../order/domain/order.examples';
import { convert, passTime, reactivate, suspend } from './acting';
import { initialize, openOrder, settle } from './settling';
import { subscription } from './subscription';
import type { SubscriptionEvent } from './subscription.events';
import {
  activated,
  altered,
  cancelled,
  change,
  converted,
  failed,
  initialized,
  orderOpened,
  orderRefused,
  reactivated,
  suspended,
  trialExpired,
} from './subscription.examples';

const { given } = specify(subscription);
const at = '2026-01-01T09:00:00.000Z';
const answered = (order: typeof content, status: 'Done' | 'Fail', more = {}): KnownOrder => ({
  ...order,
  status,
  createdOn: at,
  createdBy: 'client:ada',
  given: {
    systemStatus: status,
    note: null,
    reasonCode: null,
    accountIdentifier: null,
    accessUrl: null,
    modifiedOn: at,
    modifiedBy: 'client:agent',
    ...more,
  },
  overdue: false,
  passed: [],
});
const account = { accountIdentifier: 'crm-4711', accessUrl: 'https://globex.crm.acme.example' };
const done = answered(content, 'Done', account);
const active: SubscriptionEvent = { ...activated, data: { ...activated.data, status: 'ACTIVE', trialEndsOn: null } };
const cancelOrder = { ...change, kind: 'Cancel' as const };
const cancelOpened: SubscriptionEvent = { ...orderOpened, data: { ...orderOpened.data, order: cancelOrder } };

describe('a subscription', () => {
  it('begins with its order', () => {
    given().when(initialize(content)).then(initialized);
    given(initialized).when(initialize(content)).thenNothing();
  });
  it('becomes a trial, or active', () => {
    given(initialized).when(settle(done)).then(activated);
    const untried: SubscriptionEvent = { ...initialized, data: { ...initialized.data, trial: null } };
    given(untried).when(settle(done)).then(active);
  });
  it('begins late, when its order was settled before', () => given().when(settle(done)).then(initialized, activated));
  it('fails with its order', () =>
    given(initialized)
      .when(settle(answered(content, 'Fail', { reasonCode: 'WITHDRAWN' })))
      .then(failed));
  it('is settled once', () => given(initialized, failed).when(settle(done)).thenNothing());
  it('waits while its order is open', () =>
    given(initialized)
      .when(settle({ ...done, status: 'Confirmed' }))
      .thenNothing());

  it('lets one order at a time through', () => {
    given(initialized, activated)
      .when(openOrder('Change', () => change))
      .then(orderOpened);
    given(initialized, activated, orderOpened)
      .when(openOrder('Cancel', () => cancelOrder))
      .thenRefused('order.open-exists');
    given(initialized)
      .when(openOrder('Cancel', () => cancelOrder))
      .thenRefused('order.open-exists');
    given(initialized, failed)
      .when(openOrder('Change', () => change))
      .thenRefused('subscription.invalid-transition', { allowed: [] });
    given(initialized, activated, suspended)
      .when(openOrder('Change', () => change))
      .thenRefused('subscription.invalid-transition', { allowed: ['cancel'] });
  });
  it('is altered by a change that is done, and active from then on', () => {
    given(initialized, activated, orderOpened)
      .when(settle(answered(change, 'Done')))
      .then(altered);
    given(initialized, activated, trialExpired, orderOpened)
      .when(settle(answered(change, 'Done')))
      .then(altered);
    const while_: SubscriptionEvent = { ...altered, data: { ...altered.data, status: 'SUSPENDED' } };
    given(initialized, activated, orderOpened, suspended)
      .when(settle(answered(change, 'Done')))
      .then(while_);
    expect(given(initialized, activated, orderOpened, suspended, while_).state()).toMatchObject({ status: 'SUSPENDED', resumes: 'ACTIVE' });
  });
  it('stays as it is when its change fails', () =>
    given(initialized, activated, orderOpened)
      .when(settle(answered(change, 'Fail', { reasonCode: 'NO', note: 'no room' })))
      .then(orderRefused));
  it('ends when its cancellation is done', () =>
    given(initialized, activated, cancelOpened)
      .when(settle(answered(cancelOrder, 'Done')))
      .then({ ...cancelled, data: { ...cancelled.data, because: 'order', orderId: cancelOrder.orderId } }));

  it('is suspended and goes back to what it was', () => {
    given(initialized, activated).when(suspend('NON_PAYMENT', '2026-01-30T09:00:00.000Z')).then(suspended);
    given(initialized, active)
      .when(suspend('abuse', at))
      .then({ ...suspended, data: { ...suspended.data, reason: 'abuse', cancelsOn: null } });
    given(initialized, active, suspended).when(reactivate('paid')).then(reactivated);
    given(initialized, activated, suspended)
      .when(reactivate('paid'))
      .then({ ...reactivated, data: { ...reactivated.data, status: 'FREE_TRIAL' } });
    given(initialized, activated, suspended)
      .when(suspend('x', at))
      .thenRefused('subscription.invalid-transition', { allowed: ['reactivate'] });
    given(initialized).when(suspend('x', at)).thenRefused('subscription.invalid-transition', { allowed: [] });
    given(initialized, active)
      .when(reactivate(null))
      .thenRefused('subscription.invalid-transition', { allowed: ['suspend'] });
  });
  it('for non-payment is cancelled after its days of grace', () => {
    given(initialized, activated, suspended).when(passTime('2026-03-01T09:00:00.000Z')).then(cancelled);
    given(initialized, activated, suspended).when(passTime('2026-02-28T09:00:00.000Z')).thenNothing();
  });

  it('on trial expires, and is cancelled after its days of grace', () => {
    given(initialized, activated).when(passTime('2026-01-31T08:59:59.999Z')).thenNothing();
    given(initialized, activated).when(passTime('2026-01-31T09:00:00.000Z')).then(trialExpired);
    given(initialized, activated, trialExpired)
      .when(passTime('2026-02-14T09:00:00.000Z'))
      .then({ ...cancelled, data: { ...cancelled.data, because: 'trial-grace' } });
  });
  it('on trial is kept by its customer, or by itself', () => {
    given(initialized, activated).when(convert).then(converted);
    given(initialized, activated, trialExpired).when(convert).then(converted);
    given(initialized, active)
      .when(convert)
      .thenRefused('subscription.invalid-transition', { allowed: ['change', 'cancel'] });
    const keeping: SubscriptionEvent = {
      ...initialized,
      data: { ...initialized.data, trial: { days: 30, onEnd: 'convert', graceDays: 14 } },
    };
    given(keeping, activated)
      .when(passTime('2026-01-31T09:00:00.000Z'))
      .then({ ...converted, data: { ...converted.data, because: 'trial-end' } });
  });
});
