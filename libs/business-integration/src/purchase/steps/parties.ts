import { conflict, type Rejection } from '@causeway/event-sourcing/model';
import { OPERATOR_TENANT } from '@causeway/platform';
import { Companies, type Company } from '@causeway/tenancy/published';
import { Injectable } from '@nestjs/common';
import type { Party } from '../../order/domain/order.events';

export type Parties = Readonly<{ customer: Company | null; vendor: Company | null; supplier: Party }>;

/** The companies of an order, as they are called today. */
@Injectable()
export class OrderParties {
  constructor(private readonly companies: Companies) {}

  async find(customerTenantId: string, vendorTenantId: string): Promise<Parties> {
    const [customer, vendor, operator] = await Promise.all(
      [customerTenantId, vendorTenantId, OPERATOR_TENANT].map((id) => this.companies.find(id)),
    );
    const supplier = operator ? partyOf(operator) : { tenantId: OPERATOR_TENANT, code: OPERATOR_TENANT, name: 'Operator' };
    return { customer: customer ?? null, vendor: vendor ?? null, supplier };
  }
}

export const partyOf = ({ tenantId, companyCode, name }: Company): Party => ({ tenantId, code: companyCode, name });

/** Rules about the two companies; a vendor that tests its own product is asked only for being active itself. */
export const refusedParties = ({ customer, vendor }: Parties, testing: boolean): Rejection | null => {
  if (customer?.status !== 'active') return conflict('tenant.paused', 'This company is paused and orders nothing.');
  if (!testing && vendor?.status !== 'active')
    return conflict('vendor.not-active', 'The vendor of this product takes no orders at the moment.');
  return null;
};

export const offSale = ({ status }: { status: string }, testing: boolean): Rejection | null =>
  testing || status === 'published' ? null : conflict('product.not-published', 'This product is not on sale.');
