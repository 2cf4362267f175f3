import { policy } from '@causeway/event-sourcing';
import { finishing } from '../../written';
import type { ProductCodeEvent } from '../domain/product.events';
import { DraftProduct } from '../write/draft-product';

/** Mends a crash between a product's code and the product. */
export const whenProductCodeTakenThenDraftProduct = policy<ProductCodeEvent>({
  name: 'when-product-code-taken-then-draft-product',
  categories: ['productcode'],
  when: (fact) => {
    if (fact.type !== 'ProductCodeTaken' || fact.data.draft === null) return [];
    const { productId, vendorTenantId, draft } = fact.data;
    return [new DraftProduct(productId, vendorTenantId, draft, finishing(fact))];
  },
});
