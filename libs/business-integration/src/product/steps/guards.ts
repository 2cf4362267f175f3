import { forbidden, unknown, unprocessable } from '@causeway/event-sourcing/model';
import type { Applications } from '@causeway/tenancy/published';
import { sameTenant } from '../../order/domain/parties';
import type { Product } from '../domain/product';

export const unknownProduct = () => unknown('product.unknown', 'There is no such product.');

/** Its vendor writes it. Of a published product everybody knows, so to others it is 403; every other one is unknown to them. */
export const vendorOnly =
  (tenantId: string) =>
  (now: Product): void => {
    if (now.status === 'absent') throw unknownProduct();
    if (sameTenant(now.vendorTenantId, tenantId)) return;
    throw now.status === 'published' ? forbidden('product.vendor-only', 'Only its vendor changes a product.') : unknownProduct();
  };

/** A product is of an application of its own vendor; another vendor's is as unknown as none. */
export const ownApplication = async (applications: Applications, tenantId: string, applicationCode: string): Promise<void> => {
  const application = await applications.find(applicationCode);
  if (!application || !sameTenant(application.vendorTenantId, tenantId)) {
    throw unprocessable('application.unknown', 'You have no application with this code.');
  }
};
