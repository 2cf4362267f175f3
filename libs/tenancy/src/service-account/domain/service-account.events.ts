import type { Event } from '@causeway/event-sourcing/model';

/** Whose programs sign in with it. */
export type Owner =
  | Readonly<{ kind: 'operator' }>
  | Readonly<{ kind: 'tenant'; tenantId: string }>
  | Readonly<{ kind: 'application'; applicationCode: string; vendorTenantId: string }>;

/** A secret as it is kept: never itself, only its hash under the installation's key. */
export type HashedSecret = Readonly<{ secretId: string; hash: string }>;

export type ServiceAccountOpened = Event<
  'ServiceAccountOpened',
  { clientId: string; name: string; owner: Owner; scopes: readonly string[]; secret: HashedSecret }
>;
/** A further secret. The one that lived alone before ends at `olderEndsOn` (null: never); an even older one has ended now. */
export type ServiceAccountSecretAdded = Event<
  'ServiceAccountSecretAdded',
  { clientId: string; secret: HashedSecret; olderEndsOn: string | null }
>;
export type ServiceAccountRevoked = Event<'ServiceAccountRevoked', { clientId: string }>;

export type ServiceAccountEvent = ServiceAccountOpened | ServiceAccountSecretAdded | ServiceAccountRevoked;
