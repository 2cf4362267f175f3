import { view } from '@causeway/event-sourcing';
import { Schema } from 'mongoose';
import { type KnownProduct, product } from '../domain/product';
import type { ProductEvent } from '../domain/product.events';

export type ProductListed = KnownProduct & { vendorId: string; revision: number };

const NEWEST = { createdOn: -1, _id: -1 } as const;
/** Each begins with what is asked for and goes on in the order of every page. */
export const BY = {
  newest: NEWEST,
  status: { status: 1, ...NEWEST },
  vendor: { vendorId: 1, ...NEWEST, status: 1 },
  application: { applicationCode: 1, ...NEWEST, status: 1, vendorId: 1 },
} as const;
const schema = new Schema({ _id: String }, { strict: false, versionKey: false });
for (const key of Object.values(BY)) schema.index(key);

export const productList = view<ProductEvent, ProductListed>({
  name: 'product-list',
  version: 2,
  categories: ['product'],
  keys: (fact) => [fact.data.productId],
  fold: (document, fact) => {
    const after = product.evolve(document ?? product.initial, fact);
    return after.status === 'absent' ? null : { ...after, vendorId: after.vendorTenantId.toLowerCase(), revision: fact.revision };
  },
  schema,
});
