import { projectRecorded, recorded, specify } from '@causeway/event-sourcing/testing';
import fc from 'fast-check';
import { orderList } from '../read/order-list';
import { flowOf } from './flow';
import { dueOf, type KnownOrder, NEXT, order, orderStream, passLimit, release, setStatus, withdraw } from './order';
import type { OrderEvent, OrderStatusChanged, StatusGiven, SystemStatus } from './order.events';
import { content, done, numbersTaken, overdue, released } from './order.examples';
import { dayOf, orderNumber, orderNumbers, takeNumbers } from './order-numbers';
import { mayKnow, sidesOf } from './parties';

const { given } = specify(order);
const wish = (systemStatus: SystemStatus, more: Partial<StatusGiven> = {}): StatusGiven => ({
  systemStatus,
  note: null,
  reasonCode: null,
  accountIdentifier: null,
  accessUrl: null,
  ...more,
});
const said = (systemStatus: SystemStatus, more: Partial<StatusGiven> = {}): OrderStatusChanged => ({
  type: 'OrderStatusChanged',
  data: { ...done.data, ...wish(systemStatus, more) },
});
const [validation, confirmed] = [said('Validation'), said('Confirmed')];
const toDone = wish('Done', { note: 'ready', accountIdentifier: 'crm-4711', accessUrl: 'https://globex.crm.acme.example' });

describe('an order', () => {
  it('is released once', () => given().when(release(content)).then(released));
  it('is released quietly the second time', () => given(released).when(release(content)).thenNothing());
  it('goes to Validation, Confirmed and Done', () => {
    given(released)
      .when(setStatus(wish('Validation')))
      .then(validation);
    given(released, validation)
      .when(setStatus(wish('Confirmed')))
      .then(confirmed);
    given(released, validation, confirmed).when(setStatus(toDone)).then(done);
  });
  it('fails from Validation and Confirmed', () => {
    given(released, validation)
      .when(setStatus(wish('Fail', { reasonCode: 'NO' })))
      .then(said('Fail', { reasonCode: 'NO' }));
    given(released, validation, confirmed)
      .when(setStatus(wish('Fail')))
      .then(said('Fail'));
  });
  it('hears the same again quietly, also when overdue since', () => {
    given(released, validation)
      .when(setStatus(wish('Validation')))
      .thenNothing();
    given(released, validation, overdue)
      .when(setStatus(wish('Validation')))
      .thenNothing();
  });
  it('refuses the same status with other data', () =>
    given(released, validation)
      .when(setStatus(wish('Validation', { note: 'x' })))
      .thenRefused('order.invalid-transition', { allowed: ['Confirmed', 'Fail'] }));
  it('of kind New is done with an account', () =>
    given(released, validation, confirmed)
      .when(setStatus(wish('Done')))
      .thenRefused('order.account-identifier-required'));
  it('of kind Change is done without one', () => {
    const change: OrderEvent = { type: 'OrderReleased', data: { ...content, kind: 'Change' } };
    const after = said('Done');
    given(change, validation, confirmed)
      .when(setStatus(wish('Done')))
      .then({ ...after, data: { ...after.data, kind: 'Change' } });
  });
  it('is withdrawn only while released', () => {
    given(released)
      .when(withdraw)
      .then(said('Fail', { reasonCode: 'WITHDRAWN' }));
    given(released, overdue)
      .when(withdraw)
      .then(said('Fail', { reasonCode: 'WITHDRAWN' }));
    given(released, validation).when(withdraw).thenRefused('order.invalid-transition', { allowed: [] });
  });
});

describe('a limit of an order', () => {
  it('is told when it has passed', () => given(released).when(passLimit('2026-01-01T10:00:00.000Z')).then(overdue));
  it('is not told before', () => given(released).when(passLimit('2026-01-01T09:59:59.999Z')).thenNothing());
  it('is told once', () => given(released, overdue).when(passLimit('2026-01-05T10:00:00.000Z')).thenNothing());
  it('is another after the first answer', () =>
    given(released, overdue, validation)
      .when(passLimit('2026-01-04T09:00:00.000Z'))
      .then({ ...overdue, data: { ...overdue.data, limit: 'fulfil', dueOn: '2026-01-04T09:00:00.000Z' } }));
  it('is none once the order is over', () =>
    given(released, validation, confirmed, done).when(passLimit('2027-01-01T00:00:00.000Z')).thenNothing());
  it('leaves the order overdue until its next status', () => {
    expect(given(released, overdue).state()).toMatchObject({ overdue: true, status: 'Released' });
    expect(given(released, overdue, validation).state()).toMatchObject({ overdue: false });
  });
});

it('whatever is asked of it, an order keeps to the table', () => {
  const status = fc.constantFrom<SystemStatus>('Validation', 'Confirmed', 'Done', 'Fail');
  const step = fc.oneof(
    status.map((systemStatus) => setStatus(wish(systemStatus, { accountIdentifier: 'a' }))),
    fc.constant(withdraw),
    fc
      .integer({ min: 0, max: 100 })
      .map((hours) => passLimit(new Date(Date.parse('2026-01-01T09:00:00.000Z') + hours * 3_600_000).toISOString())),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const facts: OrderEvent[] = [released];
      for (const decide of steps) {
        const before = given(...facts).state() as KnownOrder;
        try {
          facts.push(...decide(before));
        } catch {
          continue;
        }
        const after = given(...facts).state() as KnownOrder;
        const legal = after.status === before.status || NEXT[before.status].includes(after.status as SystemStatus);
        const withdrawn = before.status === 'Released' && after.status === 'Fail' && after.given?.reasonCode === 'WITHDRAWN';
        expect(legal || withdrawn).toBe(true);
        expect(dueOf(after) === null).toBe(NEXT[after.status].length === 0);
      }
      const limits = facts.flatMap((fact) => (fact.type === 'OrderOverdue' ? [fact.data.limit] : []));
      expect(new Set(limits).size).toBe(limits.length);
    }),
  );
});

describe('what is seen of orders', () => {
  const facts = recorded<OrderEvent>(released, overdue, validation, confirmed, done);
  it('in the list: how it stands, whose it is and what it waits for', () => {
    const listed = (count: number) => projectRecorded(orderList, facts.slice(0, count))[content.orderId];
    expect(listed(1)).toMatchObject({
      status: 'Released',
      vendorId: 'acme',
      customerId: 'globex',
      waitsOn: '2026-01-01T10:00:00.000Z',
      revision: 0,
    });
    expect(listed(2)).toMatchObject({ overdue: true, waitsOn: null, revision: 1 });
    expect(listed(3)).toMatchObject({ status: 'Validation', overdue: false, waitsOn: '2026-01-04T09:00:00.000Z' });
    expect(listed(5)).toMatchObject({ status: 'Done', waitsOn: null, revision: 4 });
  });
  it('in the flow: the way taken and its times', () => {
    const { nodes, edges } = flowOf(facts);
    expect(nodes.find(({ current }) => current)).toMatchObject({ status: 'Done', reachedOn: facts[4]!.occurredOn });
    expect(edges.filter(({ takenOn }) => takenOn !== null)).toHaveLength(3);
  });
  it('by whom: buyer, vendor and operator, and an application only for its vendor', () => {
    const seer = (tenantId: string, operator = false, application = false) => sidesOf(content, { tenantId, operator, application });
    expect(seer('GLOBEX')).toEqual({ customer: true, vendor: false, operator: false });
    expect(seer('acme', false, true)).toEqual({ customer: false, vendor: true, operator: false });
    expect(mayKnow(seer('globex', false, true))).toBe(false);
    expect(mayKnow(seer('rival'))).toBe(false);
    expect(mayKnow(seer('operator', true))).toBe(true);
  });
  it('under a name of its own', () => expect(orderStream('1').name).toBe('order-1'));
});

describe('order numbers', () => {
  it('are taken by blocks', () => {
    expect(takeNumbers('20260101', 20)(orderNumbers.initial)).toEqual([numbersTaken]);
    expect(takeNumbers('20260101', 40)(orderNumbers.evolve(orderNumbers.initial, recorded(numbersTaken)[0]!))[0]!.data).toMatchObject({
      from: 21,
      count: 40,
    });
  });
  it('say their day, and have four digits or more', () => {
    expect([orderNumber(dayOf('2026-11-21T23:59:59.999Z'), 1), orderNumber('20261121', 12345)]).toEqual(['202611210001', '2026112112345']);
  });
});
