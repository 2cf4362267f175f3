import type { News } from '@causeway/event-sourcing/model';
import { type Filter, faultsOf, hears } from './hearing';

const news: News = {
  messageType: 'PlatformStore.OrderReleased',
  subject: 'order:1',
  recipient: 'acme',
  tenantId: 'acme',
  payload: { kind: 'New', isTesting: false, note: null, price: { amount: '1.00' } },
};
const heard = (messageTypes: string[], filter: Filter | null = null) => hears({ messageTypes, filter }, news);

describe('what a consumer hears', () => {
  it.each([
    [['PlatformStore.OrderReleased'], true],
    [['PlatformStore.*'], true],
    [['*'], true],
    [['Platform*'], true],
    [['PlatformStore.Order'], false],
    [['DataService.*', 'PlatformStore.OrderReleased'], true],
    [['DataService.*'], false],
  ])('types %j: %s', (types, expected) => expect(heard(types)).toBe(expected));

  it.each([
    [{ kind: 'New' }, true],
    [{ kind: ['Change', 'New'] }, true],
    [{ kind: 'Change' }, false],
    [{ kind: 'New', isTesting: true }, false],
    [{ isTesting: false, 'price.amount': '1.00' }, true],
    [{ 'price.currency': 'EUR' }, false],
    [{ missing: null, note: null }, true],
    [{ constructor: 'x' }, false],
    [{ '__proto__.x': 1 } as Filter, false],
  ] as [Filter, boolean][])('filter %j: %s', (filter, expected) => expect(heard(['*'], filter)).toBe(expected));

  it('says what is wrong with a filter', () => {
    expect(faultsOf({ kind: 'New', 'a.b': [1, true, null] })).toEqual([]);
    for (const filter of ['New', [], {}, { 'a b': 1 }, { a: {} }, { a: [] }, { a: [[]] }, { a: 'x'.repeat(201) }, { 'a.b.c.d.e.f': 1 }])
      expect(faultsOf(filter)).toHaveLength(1);
  });
});
