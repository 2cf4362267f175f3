import { invalid } from '@causeway/event-sourcing/model';
import type { Addon, Edition, FormField, Pricing, ProductContent } from '../domain/product.events';

type Optional = Exclude<keyof ProductContent, 'name' | 'applicationCode' | 'fulfilment' | 'editions'>;
type PricingWish = { model: Pricing['model']; unit?: string; price?: unknown; period?: string; meters?: readonly unknown[] };
type Parts = {
  editions: readonly { code: string; name: string; pricing: PricingWish; onSale?: boolean }[];
  addons: readonly { code: string; name: string; pricing: PricingWish }[] | null;
  purchaseForm: readonly (Omit<FormField, 'required' | 'options'> & { required?: boolean; options?: readonly string[] })[] | null;
};

/** A product as doors take it; what is left out or `null` stands as the spec says. */
export type ProductWish = Pick<ProductContent, 'name' | 'applicationCode' | 'fulfilment'> &
  Pick<Parts, 'editions'> & { [K in Exclude<Optional, 'addons' | 'purchaseForm'>]?: ProductContent[K] | null } & Partial<
    Pick<Parts, 'addons' | 'purchaseForm'>
  >;

const DEFAULTS: Pick<ProductContent, Optional> = {
  code: null,
  description: null,
  multipleSubscriptionsEnabled: false,
  trialDays: 0,
  onTrialEnd: 'expire',
  trialGraceDays: 14,
  suspensionGraceDays: 30,
  acknowledgeWithinHours: 1,
  fulfilWithinHours: 72,
  billedBy: 'marketplace',
  addons: [],
  purchaseForm: [],
};
const REQUIRED = ['name', 'applicationCode', 'fulfilment', 'editions'] as const;

export const contentFrom = (wish: ProductWish): ProductContent => ({ ...DEFAULTS, ...changesFrom(wish) }) as ProductContent;

/** What a merge patch changes: absent stays, `null` goes back to what stands without it; what is required cannot be taken away. */
export const changesFrom = (wish: Partial<ProductWish>): Partial<ProductContent> => {
  const taken = REQUIRED.filter((name) => wish[name] === null);
  if (taken.length > 0) throw invalid(taken.map((name) => ({ pointer: `/${name}`, message: 'cannot be taken away' })));
  const { editions, addons, purchaseForm, ...plain } = wish;
  const changes: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(plain))
    if (value !== undefined) changes[name] = value ?? DEFAULTS[name as keyof typeof DEFAULTS] ?? null;
  if (editions !== undefined) changes['editions'] = editions.map(edition);
  if (addons !== undefined) changes['addons'] = (addons ?? []).map(addon);
  if (purchaseForm !== undefined) changes['purchaseForm'] = (purchaseForm ?? []).map(field);
  return changes as Partial<ProductContent>;
};

const addon = ({ code, name, pricing }: Parts['editions'][number]): Addon => ({ code, name, pricing: pricingOf(pricing) });
const edition = (wish: Parts['editions'][number]): Edition => ({ ...addon(wish), onSale: wish.onSale ?? true });

/** Doors have judged the shape; here it becomes plain data. */
const pricingOf = ({ model, unit, price, period, meters }: PricingWish): Pricing =>
  JSON.parse(JSON.stringify({ model, unit, price, period, meters }));

const field = ({ name, label, type, required, options, pattern, personal }: NonNullable<Parts['purchaseForm']>[number]): FormField => ({
  name,
  label,
  type,
  required: required ?? false,
  ...(options === undefined ? {} : { options: [...options] }),
  ...(pattern === undefined ? {} : { pattern }),
  ...(personal === undefined ? {} : { personal }),
});
