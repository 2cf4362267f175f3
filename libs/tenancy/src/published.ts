import type { Recorded } from '@causeway/event-sourcing/model';
import type { TenantEvent, TenantRole, TenantStatus } from './tenant/domain/tenant.events';

/** What other contexts may know of tenancy. Words here only grow. */

export type { TenantRole, TenantStatus } from './tenant/domain/tenant.events';

/** A company as the others see it. */
export type Company = Readonly<{ tenantId: string; companyCode: string; name: string; roles: readonly TenantRole[]; status: TenantStatus }>;

/** A partner's product as software. `vendorTenantId` is the spec's `vendorCode`. */
export type Application = Readonly<{
  applicationCode: string;
  name: string;
  kind: 'cloud' | 'on-premise' | 'native';
  vendorTenantId: string;
}>;

/** Asked by the write side of other contexts; always as new as the record (folds the thing's stream). Tenant ids compare without case. */
export abstract class Companies {
  abstract find(tenantId: string): Promise<Company | null>;
}
export abstract class Applications {
  abstract find(applicationCode: string): Promise<Application | null>;
}

/** Category of the facts that `tenantStanding` understands: for the gateway's followers. */
export const TENANT_CATEGORY = 'tenant';

/** What a fact says of whether a tenant may act and be told: null when it says nothing of that. */
export const tenantStanding = (fact: Recorded): Readonly<{ tenantId: string; status: TenantStatus }> | null => {
  const { type, data } = fact as Recorded<TenantEvent>;
  switch (type) {
    case 'TenantOpened':
    case 'TenantResumed':
      return { tenantId: data.tenantId, status: 'active' };
    case 'TenantPaused':
      return { tenantId: data.tenantId, status: 'paused' };
    case 'TenantClosed':
      return { tenantId: data.tenantId, status: 'closed' };
    case 'TenantChanged':
      return null;
  }
  return null;
};
