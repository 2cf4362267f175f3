import { conflict, type Decision, type History, streamOf } from '@causeway/event-sourcing/model';
import type { ProductCodeEvent, ProductContent } from './product.events';

/** Guards that a vendor gives a product code once (hard-problems 1). Codes compare without case. */
export type ProductCode = { holder: string | null };

export const productCode: History<ProductCode, ProductCodeEvent> = {
  category: 'productcode',
  version: 1,
  initial: { holder: null },
  evolve: (_, fact) => {
    switch (fact.type) {
      case 'ProductCodeTaken':
        return { holder: fact.data.productId };
      case 'ProductCodeFreed':
        return { holder: null };
    }
  },
};

export const productCodeStream = (vendorTenantId: string, code: string) => streamOf(productCode, vendorTenantId, code.toLowerCase());

type Decide = Decision<ProductCode, ProductCodeEvent>;

export const take =
  (productId: string, vendorTenantId: string, code: string, draft: ProductContent | null): Decide =>
  ({ holder }) => {
    if (holder === productId) return [];
    if (holder !== null) throw conflict('product.duplicate-code', 'Another of your products has this code.');
    return [{ type: 'ProductCodeTaken', data: { productId, vendorTenantId, code, draft } }];
  };

export const free =
  (productId: string, vendorTenantId: string, code: string): Decide =>
  ({ holder }) =>
    holder === productId ? [{ type: 'ProductCodeFreed', data: { productId, vendorTenantId, code } }] : [];
