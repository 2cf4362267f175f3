import { becauseOf, policy } from '@causeway/event-sourcing';
import type { ProductEvent } from '../domain/product.events';
import { FreeProductCode } from '../write/free-product-code';

const name = 'when-product-revised-then-free-code';

/** A code that a product gave up may be used by another of its vendor's. */
export const whenProductRevisedThenFreeCode = policy<ProductEvent>({
  name,
  categories: ['product'],
  when: (fact) => {
    if (fact.type !== 'ProductRevised' || fact.data.formerCode === null) return [];
    const { productId, vendorTenantId, formerCode } = fact.data;
    return [new FreeProductCode(productId, vendorTenantId, formerCode, becauseOf(fact, name))];
  },
});
