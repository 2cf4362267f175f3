import { view } from '@causeway/event-sourcing';
import { Schema } from 'mongoose';
import { type KnownProduct, product } from '../domain/product';
import type { ProductEvent } from '../domain/product.events';

export type ProductListed = KnownProduct & { vendorId: string; revision: number };

const NEWEST = { createdOn: -1, _id: -1 } as const;
const schema = new Schema({ _id: String }, { strict: false, versionKey: false })
  .index({ status: 1, ...NEWEST })
  .index({ vendorId: 1, ...NEWEST })
  .index({ ...NEWEST });

export const productList = view<ProductEvent, ProductListed>({
  name: 'product-list',
  version: 1,
  categories: ['product'],
  keys: (fact) => [fact.data.productId],
  fold: (document, fact) => {
    const after = product.evolve(document ?? product.initial, fact);
    return after.status === 'absent' ? null : { ...after, vendorId: after.vendorTenantId.toLowerCase(), revision: fact.revision };
  },
  schema,
});
