import type { KnownAccount } from '../domain/service-account';

/** A secret as it may be shown: when it was made, and when it ends if another has taken its place. */
export type SecretShown = Readonly<{ secretId: string; createdOn: string; endsOn: string | null }>;

export type AccountShown = Readonly<{
  clientId: string;
  /** The tenant whose account it is; for an application's, its vendor. */
  tenantId: string;
  applicationCode?: string;
  name: string;
  scopes: readonly string[];
  secrets: readonly SecretShown[];
  createdOn: string;
  createdBy: string;
  revision: number;
}>;

/** Nothing of it tells a secret, or its hash. */
export const showAccount = (account: KnownAccount, revision: number): AccountShown => {
  const { clientId, name, scopes, createdOn, createdBy } = account;
  const secrets = account.secrets.map(({ secretId, createdOn: madeOn, endsOn }) => ({ secretId, createdOn: madeOn, endsOn }));
  return { clientId, ...whose(account), name, scopes, secrets, createdOn, createdBy, revision };
};

/** In the order of spec 05: a tenant's account names its tenant, an application's its application. The secret is shown only now. */
export const showOpened = (account: KnownAccount, clientSecret: string, revision: number) => {
  const { clientId, secrets: _, ...rest } = showAccount(account, revision);
  const { applicationCode, ...tenants } = rest;
  if (applicationCode === undefined) return { clientId, clientSecret, ...tenants };
  const { tenantId: __, ...applications } = rest;
  return { clientId, clientSecret, ...applications };
};
export type OpenedShown = ReturnType<typeof showOpened>;

/** An account after a request, with what the door says of it beside. */
export type AccountAnswer<T> = Readonly<{ shown: T; clientId: string; revision: number; position: number }>;

const whose = ({ owner }: KnownAccount): { tenantId: string; applicationCode?: string } => {
  switch (owner.kind) {
    case 'operator':
      return { tenantId: 'operator' };
    case 'tenant':
      return { tenantId: owner.tenantId };
    case 'application':
      return { tenantId: owner.vendorTenantId, applicationCode: owner.applicationCode };
  }
};
