import type { Party } from './order.events';

/** Who looks at something that two tenants share. */
export type Onlooker = Readonly<{
  tenantId: string;
  operator: boolean;
  /** An application's account: in its vendor's tenant it acts for the vendor, and never for a buyer. */
  application: boolean;
}>;

export type Sides = Readonly<{ customer: boolean; vendor: boolean; operator: boolean }>;

/** Tenant ids compare without case. */
export const sameTenant = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

export const sidesOf = (shared: Readonly<{ customer: Party; vendor: Party }>, { tenantId, operator, application }: Onlooker): Sides => ({
  customer: !operator && !application && sameTenant(shared.customer.tenantId, tenantId),
  vendor: !operator && sameTenant(shared.vendor.tenantId, tenantId),
  operator,
});

export const mayKnow = ({ customer, vendor, operator }: Sides): boolean => customer || vendor || operator;
