import { forbidden } from '@causeway/event-sourcing/model';
import type { TenantRole } from './tenant.events';

/** The roles that a company may be given; `operator` is the marketplace's own. */
export const GIVEN_ROLES = ['partner', 'customer', 'reseller'] as const satisfies readonly TenantRole[];

/** `<national id>|<ISO 3166-1 alpha-2>` (spec 10, *Words*); whether the country exists is asked besides. */
export const COMPANY_CODE = /^[A-Za-z0-9][A-Za-z0-9 ./_-]{0,49}\|[A-Z]{2}$/;

/** Resellers are made by the operator: nobody under one makes another. */
export const mayGiveRoles = (isOperator: boolean, roles: readonly TenantRole[]): void => {
  if (!isOperator && roles.includes('reseller'))
    throw forbidden('token.operator-only', 'Only the operator of the marketplace makes resellers.');
};
