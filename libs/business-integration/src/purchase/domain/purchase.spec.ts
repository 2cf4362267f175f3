import { unprocessable } from '@causeway/event-sourcing/model';
import { specify } from '@causeway/event-sourcing/testing';
import { content } from '../../order/domain/order.examples';
import { content as product } from '../../product/domain/product.examples';
import { licenceCode } from '../steps/licence-code';
import { end, open, purchase, purchaseStream } from './purchase';
import type { PurchaseEnded, PurchaseOpened } from './purchase.events';
import { purchaseEnded, purchaseOpened } from './purchase.examples';
import { quote } from './quote';

const { given } = specify(purchase);
const fine = { conflict: null, unprocessable: null };
const rules = { testing: false, multiple: false, trial: true };
const another = { ...content, subscriptionId: 'another' };
const testing: PurchaseOpened = { type: 'PurchaseOpened', data: { ...content, isTesting: true } };
const ended = (status: 'FAILED' | 'CANCELLED'): PurchaseEnded => ({ type: 'PurchaseEnded', data: { ...purchaseEnded.data, status } });
const free = (status: 'FAILED' | 'CANCELLED') => end(content.subscriptionId, 'globex', content.productId, status);

describe('the guard of a purchase', () => {
  it('lets one through', () =>
    given()
      .when(open(fine, rules, content))
      .then(purchaseOpened));
  it('and no second', () =>
    given(purchaseOpened)
      .when(open(fine, { ...rules, trial: false }, another))
      .thenRefused('subscription.exists'));
  it('lets many through where the product has it so, but one trial', () => {
    given(purchaseOpened)
      .when(open(fine, { ...rules, multiple: true }, another))
      .thenRefused('trial.used');
    expect(given(purchaseOpened).state()).toEqual({ live: [[content.subscriptionId]], trials: [[content.subscriptionId]] });
  });
  it('is free again after a failure, the trial too', () =>
    given(purchaseOpened, ended('FAILED'))
      .when(open(fine, rules, content))
      .then(purchaseOpened));
  it('is free again after a cancellation, without another trial', () =>
    given(purchaseOpened, ended('CANCELLED'))
      .when(open(fine, rules, another))
      .thenRefused('trial.used'));
  it('says conflicts before what cannot be done', () => {
    const no = { conflict: null, unprocessable: unprocessable('product.no-trial', 'No.') };
    given(purchaseOpened)
      .when(open(no, rules, null))
      .thenRefused('subscription.exists');
    given()
      .when(open(no, rules, null))
      .thenRefused('product.no-trial');
  });
  it('counts no testing orders', () => {
    expect(given(testing).state()).toEqual({ live: [], trials: [] });
    expect(open(fine, { ...rules, testing: true }, testing.data)(given(purchaseOpened).state())).toEqual([testing]);
  });
  it('ends what is open, once', () => {
    given(purchaseOpened).when(free('FAILED')).then(purchaseEnded);
    given(purchaseOpened, purchaseEnded).when(free('FAILED')).thenNothing();
  });
  it('is the customer’s, however it is spelled', () => expect(purchaseStream('GLOBEX', '1').name).toBe(purchaseStream('globex', '1').name));
});

describe('a quote', () => {
  const wish = { edition: 'basic', quantity: 2, addons: [{ code: 'mail', quantity: 3 }], paymentFrequency: 'monthly' as const };
  const ask = (more: Partial<typeof wish> | { paymentFrequency: 'yearly' }, options = {}) =>
    quote(product, { ...wish, ...more }, (label) => label, { testing: false, ...options });
  it('prices what is priced', () =>
    expect(ask({}).lines).toEqual([
      {
        id: 'edition',
        type: 'edition',
        code: 'basic',
        name: 'Basic',
        quantity: 2,
        unitPrice: { amount: '49.00', currency: 'EUR' },
        period: 'month',
      },
      { id: 'addon:mail', type: 'addon', code: 'mail', name: 'Mail', quantity: 3, unitPrice: null, period: null },
    ]));
  it('says what is wrong', () => {
    expect(ask({}).unprocessable ?? ask({}).conflict).toBeNull();
    expect(ask({ edition: 'none' }).unprocessable).toMatchObject({ code: 'product.edition-unknown' });
    expect(ask({ edition: 'seats' }).conflict).toMatchObject({ code: 'product.edition-not-on-sale' });
    expect(ask({ edition: 'seats' }, { keeps: 'seats' }).conflict).toBeNull();
    expect(ask({ addons: [{ code: 'none', quantity: 1 }] }).unprocessable).toMatchObject({ code: 'product.addon-unknown' });
    expect(ask({ paymentFrequency: 'yearly' }).unprocessable).toMatchObject({ code: 'product.frequency-not-offered' });
  });
  it('asks only for the edition when testing', () => {
    const tested = ask({ edition: 'seats', addons: [{ code: 'none', quantity: 1 }] }, { testing: true });
    expect([tested.conflict, tested.unprocessable, tested.lines[1]?.name]).toEqual([null, null, 'none']);
    expect(ask({ edition: 'none' }, { testing: true }).unprocessable).toMatchObject({ code: 'product.edition-unknown' });
  });
});

it('a licence code is L- and twelve Crockford characters, and always the same', () => {
  const code = licenceCode('0193a1b2-c3d4-8000-8000-0123456789ab');
  expect(code).toMatch(/^L-[0-9A-HJKMNP-TV-Z]{12}$/);
  expect(licenceCode('0193a1b2-c3d4-8000-8000-0123456789ab')).toBe(code);
  expect(licenceCode('0193a1b2-c3d4-8000-8000-0123456789ac')).not.toBe(code);
});
