import { conflict, type Rejection, unprocessable } from '@causeway/event-sourcing/model';
import type { Chosen, OrderLine, PaymentFrequency, Period } from '../../order/domain/order.events';
import type { Addon, Edition, Pricing, ProductContent } from '../../product/domain/product.events';

/** What the customer wants of a product. */
export type Wish = Readonly<{ edition: string; quantity: number; addons: readonly Chosen[]; paymentFrequency: PaymentFrequency }>;

export type Quote = Readonly<{ lines: readonly OrderLine[]; conflict: Rejection | null; unprocessable: Rejection | null }>;

const FITS: Readonly<Record<PaymentFrequency, Period>> = { monthly: 'month', yearly: 'year', once: 'once' };

/**
 * The lines of an order at today's prices, and what is wrong with the wish. In a testing order nothing is asked but that
 * the edition exists (spec 20, *Testing bypass*). A customer may keep an edition that is no longer on sale (`keeps`).
 */
export const quote = (
  product: Pick<ProductContent, 'editions' | 'addons'>,
  wish: Wish,
  lineId: (label: string) => string,
  { testing, keeps = null }: { testing: boolean; keeps?: string | null },
): Quote => {
  const edition = product.editions.find(({ code }) => code === wish.edition);
  if (edition === undefined) {
    return {
      lines: [],
      conflict: null,
      unprocessable: unprocessable('product.edition-unknown', 'The product has no edition with this code.'),
    };
  }
  const addons = wish.addons.map((chosen) => ({ chosen, addon: product.addons.find(({ code }) => code === chosen.code) }));
  const lines = [
    line(lineId('edition'), 'edition', { code: edition.code, quantity: wish.quantity }, edition),
    ...addons.map(({ chosen, addon }) => line(lineId(`addon:${chosen.code}`), 'addon', chosen, addon)),
  ];
  if (testing) return { lines, conflict: null, unprocessable: null };
  return {
    lines,
    conflict:
      edition.onSale || keeps === edition.code
        ? null
        : conflict('product.edition-not-on-sale', 'This edition of the product is not on sale any more.'),
    unprocessable: refusedAddons(addons) ?? refusedFrequency(lines, wish.paymentFrequency),
  };
};

const line = (id: string, type: 'edition' | 'addon', { code, quantity }: Chosen, offer: Edition | Addon | undefined): OrderLine => ({
  id,
  type,
  code,
  name: offer?.name ?? code,
  quantity,
  ...priceOf(offer?.pricing ?? { model: 'free' }),
});

const priceOf = (pricing: Pricing): Pick<OrderLine, 'unitPrice' | 'period'> => {
  switch (pricing.model) {
    case 'flat':
    case 'per-unit':
      return { unitPrice: pricing.price, period: pricing.period };
    case 'free':
    case 'pay-as-you-go':
      return { unitPrice: null, period: null };
  }
};

const refusedAddons = (addons: readonly { addon: Addon | undefined }[]): Rejection | null =>
  addons.some(({ addon }) => addon === undefined)
    ? unprocessable('product.addon-unknown', 'The product has no add-on with one of these codes.')
    : null;

const refusedFrequency = (lines: readonly OrderLine[], frequency: PaymentFrequency): Rejection | null =>
  lines.every(({ period }) => period === null || period === FITS[frequency])
    ? null
    : unprocessable('product.frequency-not-offered', 'Not every line of this order is offered at this payment frequency.');
