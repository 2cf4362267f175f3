import type { KnownTenant } from '../domain/tenant';
import type { Options, TenantRole, TenantStatus } from '../domain/tenant.events';

/** A tenant in a list; `TenantShown` adds what is only shown of one. In the order of spec 05, step 2. */
export type TenantSummary = Readonly<{
  tenantId: string;
  name: string;
  companyCode: string;
  roles: readonly TenantRole[];
  email: string;
  language: string;
  status: TenantStatus;
  resellerId: string | null;
  templateCode: string | null;
  createdOn: string;
  createdBy: string;
  modifiedOn: string;
  modifiedBy: string;
  revision: number;
}>;
export type TenantShown = Omit<TenantSummary, 'revision'> & Readonly<{ options: Options; revision: number }>;

export const showTenant = (tenant: KnownTenant, revision: number): TenantShown => {
  const { tenantId, name, companyCode, roles, email, language, status, resellerId, templateCode, options } = tenant;
  const { createdOn, createdBy, modifiedOn, modifiedBy } = tenant;
  return {
    ...{ tenantId, name, companyCode, roles, email, language, status },
    ...{ createdOn, createdBy, modifiedOn, modifiedBy },
    ...{ resellerId, templateCode, options, revision },
  };
};

/** The same without the options, which may be long and have keys of any kind. */
export const summarize = (tenant: KnownTenant, revision: number): TenantSummary => {
  const { options: _, ...summary } = showTenant(tenant, revision);
  return summary;
};

/** A tenant after a request, with what the door says of it beside. */
export type TenantAnswer = Readonly<{ shown: TenantShown; revision: number; position: number }>;
