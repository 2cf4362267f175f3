import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { MomentQuery, OrdersQuery, StatusBody } from './order/doors/order-bodies';
import { ProductBody, ProductPatchBody } from './product/doors/product-body';
import { PurchaseBody, SubscriptionChangeBody } from './purchase/doors/storefront-bodies';
import { crm } from './testing/story';

/** As the platform judges what comes through a door: the properties (dotted) that are wrong. */
const wrong = (shape: new () => object, body: object): string[] => {
  const errors = validateSync(plainToInstance(shape, body), { whitelist: true, forbidNonWhitelisted: true });
  const walk = (list: typeof errors, parent: string): string[] =>
    list.flatMap(({ property, constraints, children }) => [
      ...(constraints ? [`${parent}${property}`] : []),
      ...walk(children ?? [], `${parent}${property}.`),
    ]);
  return walk(errors, '');
};
const edition = (pricing: unknown) => wrong(ProductBody, { ...crm, editions: [{ code: 'a', name: 'A', pricing }] });
const price = { amount: '49.00', currency: 'EUR' };

describe('a product', () => {
  it('is taken as the spec shows it', () => expect(wrong(ProductBody, crm)).toEqual([]));
  it('has pricing of one of four shapes', () => {
    for (const right of [
      { model: 'free' },
      { model: 'flat', price, period: 'once' },
      { model: 'per-unit', unit: 'seat', price, period: 'year' },
      {
        model: 'pay-as-you-go',
        meters: [{ meterCode: 'calls', unit: 'call', aggregation: 'sum', tiers: [{ upTo: '10', unitPrice: price }] }],
      },
    ])
      expect(edition(right)).toEqual([]);
    const at = 'editions.0.pricing.';
    expect(edition({ model: 'flat' })).toEqual([`${at}price`, `${at}period`]);
    expect(edition({ model: 'free', price, unit: 'seat' }).sort()).toEqual([`${at}price`, `${at}unit`]);
    expect(edition({ model: 'flat', price: { amount: 49, currency: 'EUX' }, period: 'week' }).sort()).toEqual([
      `${at}period`,
      `${at}price.amount`,
      `${at}price.currency`,
    ]);
    expect(edition({ model: 'pay-as-you-go', meters: [{}] })).toEqual([`${at}meters`]);
    const meter = { meterCode: 'calls', unit: 'call', aggregation: 'sum' };
    for (const odd of [{ 'a.b': 1 }, { $where: 1 }, { deep: [[[[[[1]]]]]] }, { aggregation: 'median' }])
      expect(edition({ model: 'pay-as-you-go', meters: [{ ...meter, ...odd }] })).toEqual([`${at}meters`]);
    for (const none of [null, 7, 'flat', [], {}]) expect(edition(none)).not.toEqual([]);
  });
  it.each(['-1', '1,5', '1.', '.5', '1e3', '1.1234567', '1234567890123', ''])('takes no amount like %s', (amount) =>
    expect(edition({ model: 'flat', price: { amount, currency: 'EUR' }, period: 'month' })).toEqual(['editions.0.pricing.price.amount']),
  );
  it('has editions and fields told apart by name, and not too many', () => {
    const one = crm.editions[0]!;
    expect(wrong(ProductBody, { ...crm, editions: [one, one] })).toEqual(['editions']);
    expect(wrong(ProductBody, { ...crm, editions: [] })).toEqual(['editions']);
    expect(wrong(ProductBody, { ...crm, editions: Array.from({ length: 51 }, (_, i) => ({ ...one, code: `e${i}` })) })).toEqual([
      'editions',
    ]);
    const field = (more: object) => wrong(ProductBody, { ...crm, purchaseForm: [{ name: 'f', label: 'F', type: 'text', ...more }] });
    expect(field({})).toEqual([]);
    expect(field({ name: 'a.b' })).toEqual(['purchaseForm.0.name']);
    expect(field({ pattern: '(?=x)' })).toEqual(['purchaseForm.0.pattern']);
    expect(field({ type: 'select' })).toEqual(['purchaseForm.0.options']);
    expect(field({ options: ['a'] })).toEqual(['purchaseForm.0.options']);
    expect(wrong(ProductBody, { ...crm, extra: 1 })).toEqual(['extra']);
  });
  it('is patched by what it names', () => {
    expect(wrong(ProductPatchBody, { name: 'New', trialDays: null })).toEqual([]);
    expect(wrong(ProductPatchBody, { name: 7, editions: [{ code: 'a' }] }).sort()).toEqual([
      'editions.0.name',
      'editions.0.pricing',
      'name',
    ]);
  });
});

describe('the storefront', () => {
  const wish = { productId: 'p', edition: 'basic', paymentFrequency: 'monthly' };
  it('takes a purchase', () =>
    expect(wrong(PurchaseBody, { ...wish, quantity: 1_000_000, addons: [{ code: 'mail' }], answers: { a: 1 } })).toEqual([]));
  it('tells every fault', () => {
    expect(wrong(PurchaseBody, {}).sort()).toEqual(['edition', 'paymentFrequency', 'productId']);
    expect(wrong(PurchaseBody, { ...wish, quantity: 0, trial: 'yes', answers: [], addons: [{ code: 'a' }, { code: 'a' }] }).sort()).toEqual(
      ['addons', 'answers', 'quantity', 'trial'],
    );
    expect(wrong(PurchaseBody, { ...wish, quantity: null, addons: [null] }).sort()).toEqual(['addons', 'addons.0', 'quantity']);
  });
  it('takes a change of anything or nothing', () =>
    expect([wrong(SubscriptionChangeBody, {}), wrong(SubscriptionChangeBody, { quantity: 1.5 })]).toEqual([[], ['quantity']]));
});

describe('orders', () => {
  it('are listed with the side named', () => {
    expect(
      wrong(OrdersQuery, { orderAccessType: 'Vendor', includeTestingOrders: 'true', createdFrom: '2026-11-21T10:00:00Z', limit: '5' }),
    ).toEqual([]);
    expect(wrong(OrdersQuery, { includeTestingOrders: 'maybe', createdTo: 'yesterday', systemStatus: 'Open' }).sort()).toEqual([
      'createdTo',
      'includeTestingOrders',
      'orderAccessType',
      'systemStatus',
    ]);
  });
  it('are read at a revision or a time, brought to our form', () => {
    expect(plainToInstance(MomentQuery, { at: '2026-11-21T11:00:00+01:00' })).toMatchObject({ at: '2026-11-21T10:00:00.000Z' });
    expect(wrong(MomentQuery, { atRevision: '1' })).toEqual([]);
    for (const bad of [
      { atRevision: '-1' },
      { atRevision: 'x' },
      { atRevision: '1e3' },
      { at: '2026' },
      { at: '2026-13-01T00:00:00Z' },
      { at: '2026-11-21T10:00:00Z', atRevision: '1' },
    ])
      expect(wrong(MomentQuery, bad)).toHaveLength(1);
  });
  it('are answered with web addresses', () => {
    expect(wrong(StatusBody, { systemStatus: 'Done', accessUrl: 'https://globex.crm.acme.example/a?b#c', note: null })).toEqual([]);
    for (const accessUrl of ['javascript:alert(1)', 'ftp://a', 'https://', 'https://user:secret@host/', 'nothing', 7])
      expect(wrong(StatusBody, { systemStatus: 'Done', accessUrl })).toEqual(['accessUrl']);
    expect(wrong(StatusBody, { systemStatus: 'Released', accountIdentifier: ' ' }).sort()).toEqual(['accountIdentifier', 'systemStatus']);
  });
});
