/** What other contexts may know of tenancy. Words here only grow. */

export type TenantStatus = 'active' | 'paused' | 'closed';
export type TenantRole = 'partner' | 'customer' | 'reseller' | 'operator';

/** A company as the others see it. */
export type Company = Readonly<{ tenantId: string; companyCode: string; name: string; roles: readonly TenantRole[]; status: TenantStatus }>;

/** A partner's product as software. `vendorTenantId` is the spec's `vendorCode`. */
export type Application = Readonly<{ applicationCode: string; name: string; kind: 'cloud' | 'on-premise' | 'native'; vendorTenantId: string }>;

/** Asked by the write side of other contexts; always as new as the record (folds the thing's stream). Tenant ids compare without case. */
export abstract class Companies {
  abstract find(tenantId: string): Promise<Company | null>;
}
export abstract class Applications {
  abstract find(applicationCode: string): Promise<Application | null>;
}
