import { forbidden, unprocessable } from '@causeway/event-sourcing/model';
import type { KnownAccount } from './service-account';
import type { Owner } from './service-account.events';

/** Who grants: what their own token carries (spec 00, *Tokens and tenant context*). */
export type Granting = Readonly<{ isOperator: boolean; clientId: string; scopes: ReadonlySet<string> }>;

const NEVER_AN_APPLICATIONS = ['storefront', 'tenants', 'support'];

/** Nobody grants a scope that their own token lacks, save the operator. */
export const grant = (by: Granting, scopes: readonly string[]): void => {
  const lacking = by.isOperator ? [] : scopes.filter((scope) => !by.scopes.has(scope));
  if (lacking.length > 0) throw forbidden('scope.not-granted', `Nobody grants a scope that their own token lacks: ${lacking.join(', ')}.`);
};

export const fitsApplications = (scopes: readonly string[]): void => {
  const refused = scopes.filter((scope) => NEVER_AN_APPLICATIONS.includes(scope));
  if (refused.length > 0)
    throw unprocessable('scope.not-for-applications', `Service accounts of applications never hold ${refused.join(', ')}.`, {
      scopes: refused,
    });
};

/** Tenants' accounts are opened by the scope `tenants`, applications' by `integrations`; everybody may look after their own. */
export const looksAfter = (by: Granting, account: KnownAccount): void => {
  const scope = scopeFor(account.owner);
  if (!by.isOperator && by.clientId !== account.clientId && !by.scopes.has(scope))
    throw forbidden('token.scope-missing', `This service account is looked after with the scope ${scope}.`);
};

const scopeFor = (owner: Owner) => (owner.kind === 'application' ? 'integrations' : 'tenants');
