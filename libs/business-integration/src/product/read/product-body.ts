import { contentOf, type KnownProduct } from '../domain/product';
import type { ProductContent } from '../domain/product.events';

/** A product as the doors show it (spec 05, step 3). */
export type ProductBody = {
  productId: string;
  status: KnownProduct['status'];
  revision: number;
  vendorCode: string;
  createdOn: string;
  createdBy: string;
} & ProductContent;

export const productBody = (product: KnownProduct, revision: number): ProductBody => ({
  productId: product.productId,
  status: product.status,
  revision,
  ...contentOf(product),
  vendorCode: product.vendorTenantId,
  createdOn: product.createdOn,
  createdBy: product.createdBy,
});
