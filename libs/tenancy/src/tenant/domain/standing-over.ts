import { forbidden } from '@causeway/event-sourcing/model';
import { type KnownTenant, known, type Tenant, unknownTenant } from './tenant';
import { sameTenant } from './tenant-id';

/** Who asks, as far as it decides over tenants: the operator, or somebody in a tenant. */
export type Asking = Readonly<{ isOperator: boolean; tid: string | null }>;

/** Above it: the operator, and the reseller that it is under. */
export const isAbove = (asking: Asking, tenant: KnownTenant): boolean => asking.isOperator || sameTenant(asking.tid, tenant.resellerId);

/** The tenant, for those who may know of it (those above it, and itself); unknown to anybody else. */
export const seenBy =
  (asking: Asking) =>
  (state: Tenant): KnownTenant => {
    const tenant = known(state);
    if (!isAbove(asking, tenant) && !sameTenant(asking.tid, tenant.tenantId)) throw unknownTenant();
    return tenant;
  };

/** The tenant, for those above it: itself may know of it, and not do this. */
export const ruledBy =
  (asking: Asking) =>
  (state: Tenant): KnownTenant => {
    const tenant = seenBy(asking)(state);
    if (!isAbove(asking, tenant)) throw notYours();
    return tenant;
  };

export const notYours = () =>
  forbidden('token.operator-only', 'Only the operator of the marketplace, or the reseller that a tenant is under, may do this.');
