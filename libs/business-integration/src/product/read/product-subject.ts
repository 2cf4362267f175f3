import { subject } from '@causeway/event-sourcing';
import { isId } from '../../written';
import { type KnownProduct, type Product, productStream } from '../domain/product';
import type { ProductEvent } from '../domain/product.events';
import { productBody } from './product-body';

/** `product:{id}`, for those who look back (spec 60). */
export const productSubject = subject<Product, ProductEvent>({
  kind: 'product',
  stream: (id) => (isId(id) ? productStream(id) : null),
  sharers: (product) => (product.status === 'absent' ? [] : [product.vendorTenantId]),
  show: (product, revision) => productBody(product as KnownProduct, revision),
});
