import { conflict, type Decision, type History, type Recorded, sharedStreamOf, unprocessable } from '@causeway/event-sourcing/model';
import type { ProductContent, ProductEvent } from './product.events';

/** A product of a vendor (spec 20, *Products and the storefront*). Its stream is named by its id alone: the catalogue is for all. */
export type KnownProduct = ProductContent & {
  status: 'draft' | 'published' | 'withdrawn';
  productId: string;
  vendorTenantId: string;
  createdOn: string;
  createdBy: string;
  /** Of products that are linked to one. */
  integrationId?: string;
};
export type Product = { status: 'absent' } | KnownProduct;

export const product: History<Product, ProductEvent> = {
  category: 'product',
  version: 1,
  initial: { status: 'absent' },
  evolve: (now, fact: Recorded<ProductEvent>) => {
    if (fact.type === 'ProductDrafted') return { ...fact.data, status: 'draft', createdOn: fact.occurredOn, createdBy: fact.meta.actor };
    if (now.status === 'absent') return now;
    switch (fact.type) {
      case 'ProductRevised': {
        const { formerCode: _, ...content } = fact.data;
        return { ...now, ...content };
      }
      case 'ProductPublished':
        return { ...now, status: 'published' };
      case 'ProductWithdrawn':
        return { ...now, status: 'withdrawn' };
      case 'ProductIntegrationLinked':
        return { ...now, integrationId: fact.data.integrationId };
      case 'ProductIntegrationUnlinked': {
        const { integrationId: _, ...rest } = now;
        return rest;
      }
    }
  },
};

export const productStream = (productId: string) => sharedStreamOf(product, productId);

type Decide = Decision<Product, ProductEvent>;

export const draft =
  (productId: string, vendorTenantId: string, content: ProductContent): Decide =>
  (now) =>
    now.status === 'absent' ? [{ type: 'ProductDrafted', data: { productId, vendorTenantId, ...content } }] : [];

/** The whole new content, already merged. What orders have frozen stays as it is there. */
export const revise =
  (change: (product: KnownProduct) => ProductContent): Decide =>
  (now) => {
    if (now.status === 'absent') return [];
    if (now.status === 'withdrawn') throw conflict('product.withdrawn', 'A product that was withdrawn from sale is not changed any more.');
    const content = change(now);
    if (now.status === 'published' && (content.applicationCode !== now.applicationCode || content.fulfilment !== now.fulfilment)) {
      throw conflict('product.published', 'The application and the way of fulfilment are fixed once a product is published.');
    }
    if (sameContent(contentOf(now), content)) return [];
    const { productId, vendorTenantId } = now;
    const formerCode = sameCode(now.code, content.code) ? null : now.code;
    return [{ type: 'ProductRevised', data: { productId, vendorTenantId, ...content, formerCode } }];
  };

export const publish: Decide = (now) => {
  if (now.status === 'absent' || now.status === 'published') return [];
  if (now.fulfilment === 'events' && now.integrationId === undefined) {
    throw unprocessable('product.integration-missing', 'A product that is fulfilled by events needs a published integration linked to it.');
  }
  return [{ type: 'ProductPublished', data: { productId: now.productId, vendorTenantId: now.vendorTenantId } }];
};

export const withdraw: Decide = (now) => {
  if (now.status === 'absent' || now.status === 'withdrawn') return [];
  if (now.status === 'draft')
    throw conflict('product.invalid-transition', 'Only a published product can be withdrawn.', { allowed: ['publish'] });
  return [{ type: 'ProductWithdrawn', data: { productId: now.productId, vendorTenantId: now.vendorTenantId } }];
};

/** One integration at a time; who wants another takes off the one that is there. */
export const linkIntegration =
  (integrationId: string): Decide =>
  (now) => {
    if (now.status === 'absent' || now.integrationId === integrationId) return [];
    if (now.integrationId !== undefined)
      throw conflict('product.integration-linked', 'The product is linked to another integration; unlink that one first.');
    return [{ type: 'ProductIntegrationLinked', data: { productId: now.productId, vendorTenantId: now.vendorTenantId, integrationId } }];
  };

export const unlinkIntegration =
  (integrationId: string): Decide =>
  (now) =>
    now.status === 'absent' || now.integrationId !== integrationId
      ? []
      : [{ type: 'ProductIntegrationUnlinked', data: { productId: now.productId, vendorTenantId: now.vendorTenantId, integrationId } }];

export const contentOf = (product: ProductContent): ProductContent => ({
  code: product.code,
  name: product.name,
  description: product.description,
  applicationCode: product.applicationCode,
  fulfilment: product.fulfilment,
  multipleSubscriptionsEnabled: product.multipleSubscriptionsEnabled,
  trialDays: product.trialDays,
  onTrialEnd: product.onTrialEnd,
  trialGraceDays: product.trialGraceDays,
  suspensionGraceDays: product.suspensionGraceDays,
  acknowledgeWithinHours: product.acknowledgeWithinHours,
  fulfilWithinHours: product.fulfilWithinHours,
  billedBy: product.billedBy,
  editions: product.editions,
  addons: product.addons,
  purchaseForm: product.purchaseForm,
});

const sameContent = (a: ProductContent, b: ProductContent) => JSON.stringify(a) === JSON.stringify(b);
const sameCode = (a: string | null, b: string | null) => a?.toLowerCase() === b?.toLowerCase();
