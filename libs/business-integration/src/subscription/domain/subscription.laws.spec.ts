import { project, specify } from '@causeway/event-sourcing/testing';
import fc from 'fast-check';
import type { KnownOrder } from '../../order/domain/order';
import { content } from '../../order/domain/order.examples';
import { applicationAccess } from '../read/application-access';
import { subscriptionList } from '../read/subscription-list';
import { convert, passTime, reactivate, suspend } from './acting';
import { openOrder, settle } from './settling';
import { isLive, isOver, type KnownSubscription, limitOf, type Subscription, subscription } from './subscription';
import type { SubscriptionEvent } from './subscription.events';
import * as examples from './subscription.examples';
import { activated, cancelled, change, failed, initialized, orderOpened, suspended } from './subscription.examples';

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
const _done = answered(content, 'Done', account);
const _active: SubscriptionEvent = { ...activated, data: { ...activated.data, status: 'ACTIVE', trialEndsOn: null } };
const cancelOrder = { ...change, kind: 'Cancel' as const };
const _cancelOpened: SubscriptionEvent = { ...orderOpened, data: { ...orderOpened.data, order: cancelOrder } };

it('whatever is asked of it, a subscription keeps to the table', () => {
  const legal: Record<string, readonly string[]> = {
    INITIALIZED: ['FREE_TRIAL', 'FAILED'],
    FREE_TRIAL: ['ACTIVE', 'FREE_TRIAL_EXPIRED', 'SUSPENDED', 'CANCELLED'],
    FREE_TRIAL_EXPIRED: ['ACTIVE', 'CANCELLED'],
    ACTIVE: ['SUSPENDED', 'CANCELLED'],
    SUSPENDED: ['ACTIVE', 'FREE_TRIAL', 'CANCELLED'],
    FAILED: [],
    CANCELLED: [],
  };
  const status = fc.constantFrom('Done' as const, 'Fail' as const);
  type Step = (now: Subscription) => readonly SubscriptionEvent[];
  const step: fc.Arbitrary<Step> = fc.oneof(
    status.map((s) => settle(answered(content, s, account))),
    status.map((s) => settle(answered(change, s))),
    status.map((s) => settle(answered({ ...cancelOrder, orderId: 'cancel' }, s))),
    fc.constant<Step>(openOrder('Change', () => change)),
    fc.constant<Step>(openOrder('Cancel', () => ({ ...cancelOrder, orderId: 'cancel' }))),
    fc.constantFrom('NON_PAYMENT', 'abuse').map((reason) => suspend(reason, at)),
    fc.constant<Step>(reactivate(null)),
    fc.constant<Step>(convert),
    fc.integer({ min: 0, max: 90 }).map((days) => passTime(new Date(Date.parse(at) + days * 86_400_000).toISOString())),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 15 }), (steps) => {
      const facts: SubscriptionEvent[] = [initialized];
      for (const decide of steps) {
        const before = given(...facts).state() as KnownSubscription;
        try {
          facts.push(...decide(before));
        } catch {
          continue;
        }
        const after = given(...facts).state() as KnownSubscription;
        expect(after.status === before.status || legal[before.status]!.includes(after.status)).toBe(true);
        expect(after.open.length).toBeLessThanOrEqual(1);
        if (isOver(after.status)) expect(limitOf(after)).toBeNull();
        expect(isLive(after.status) && isOver(after.status)).toBe(false);
      }
    }),
  );
});

describe('what is seen of subscriptions', () => {
  it('in the list', () =>
    expect(project(subscriptionList, initialized, activated)[content.subscriptionId]).toMatchObject({
      status: 'FREE_TRIAL',
      limitOn: activated.data.trialEndsOn,
      customerId: 'globex',
      revision: 1,
    }));
  it('of who may act for whom: until they are over', () => {
    const known = { [content.subscriptionId]: { of: 'globex.acme.crm' } };
    expect(project(applicationAccess, initialized, activated)).toEqual(known);
    expect(project(applicationAccess, initialized, activated, suspended)).toEqual(known);
    expect(project(applicationAccess, initialized, failed)).toEqual({});
    expect(project(applicationAccess, initialized, activated, cancelled)).toEqual({});
  });
  it('every example is of the one subscription', () =>
    expect(Object.values(examples).flatMap((one) => ('data' in one ? [one.data.subscriptionId] : []))).toEqual(
      Array(11).fill(content.subscriptionId),
    ));
});
