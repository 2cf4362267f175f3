import type { StatusGiven } from '../order/domain/order.events';
import type { OrderBody } from '../order/read/order-body';
import { SetOrderStatus } from '../order/write/set-order-status';
import type { ProductWish } from '../product/steps/product-wish';
import { CreateProduct } from '../product/write/create-product';
import { PublishProduct } from '../product/write/sale-of-product';
import { PlaceOrder, type PurchaseWish } from '../purchase/write/place-order';
import { agentOf, ask, type compose, of } from './composed';

type Composed = Awaited<ReturnType<typeof compose>>;

export const acme = of('acme', 'integrations', 'orders', 'storefront');
export const globex = of('globex', 'storefront', 'orders');
export const initech = of('initech', 'storefront', 'orders');
export const agent = agentOf('acme.crm', 'acme', 'acme', 'orders', 'gateway');

const flat = (amount: string, period: 'month' | 'year' = 'month') => ({
  model: 'flat' as const,
  price: { amount, currency: 'EUR' },
  period,
});
export const crm: ProductWish = {
  name: 'Acme CRM',
  applicationCode: 'acme.crm',
  fulfilment: 'agent',
  trialDays: 30,
  editions: [
    { code: 'basic', name: 'Basic', pricing: flat('49.00') },
    { code: 'pro', name: 'Pro', pricing: flat('99.00') },
    { code: 'old', name: 'Old', pricing: flat('9.00'), onSale: false },
    { code: 'year', name: 'Year', pricing: flat('490.00', 'year') },
  ],
  addons: [{ code: 'mail', name: 'Mail gateway', pricing: flat('5.00') }],
  purchaseForm: [
    { name: 'subdomain', label: 'Subdomain', type: 'text', required: true, pattern: '[a-z0-9-]+' },
    { name: 'phone', label: 'Phone', type: 'phone', personal: true },
  ],
};

/** The story of the first hour, in commands. */
export const story = (composed: () => Composed) => ({
  /** A product of Acme's, published unless told. */
  product: async (more: Partial<ProductWish> = {}, published = true): Promise<string> => {
    const { body } = await composed().commands.execute(new CreateProduct(ask(acme), { ...crm, ...more }));
    if (published) await composed().commands.execute(new PublishProduct(ask(acme), body.productId));
    return body.productId;
  },
  wish: (productId: string, more: Partial<PurchaseWish> = {}): PurchaseWish => ({
    productId,
    edition: 'basic',
    quantity: 1,
    addons: [],
    paymentFrequency: 'monthly',
    trial: false,
    answers: { subdomain: 'globex', phone: '+420 123 456' },
    ...more,
  }),
  buy(productId: string, buyer = globex, more: Partial<PurchaseWish> = {}) {
    return composed().commands.execute(new PlaceOrder(ask(buyer), this.wish(productId, more)));
  },
  say: (
    orderId: string,
    systemStatus: StatusGiven['systemStatus'],
    more: Partial<StatusGiven> = {},
    caller = agent,
    ifMatch: number | null = null,
  ) => {
    const wish = { systemStatus, note: null, reasonCode: null, accountIdentifier: null, accessUrl: null, ...more };
    return composed().commands.execute(new SetOrderStatus(ask(caller, { ifMatch }), orderId, wish));
  },
  async done(
    { id }: OrderBody,
    more: Partial<StatusGiven> = { accountIdentifier: 'crm-4711', accessUrl: 'https://globex.crm.acme.example' },
  ) {
    await this.say(id, 'Validation');
    await this.say(id, 'Confirmed');
    return this.say(id, 'Done', more);
  },
  async failed({ id }: OrderBody) {
    await this.say(id, 'Validation');
    return this.say(id, 'Fail', { reasonCode: 'NO', note: 'no room' });
  },
});
