import { conflict, type Decision, type History, sharedStreamOf, unknown } from '@causeway/event-sourcing/model';
import type { HashedSecret, Owner, ServiceAccountEvent, ServiceAccountOpened } from './service-account.events';

/** What a client id may be: visible ASCII, of a length that is still a name. */
export const CLIENT_ID = /^[\x21-\x7e]{1,200}$/;

/** Two may be alive, for rotation without a gap. */
export const MOST_SECRETS = 2;

/** `endsOn` null: lives until it is replaced. */
export type KeptSecret = HashedSecret & Readonly<{ createdOn: string; endsOn: string | null }>;

export type KnownAccount = Readonly<{
  status: 'live' | 'revoked';
  clientId: string;
  name: string;
  owner: Owner;
  scopes: readonly string[];
  /** Newest first, at most `MOST_SECRETS`. */
  secrets: readonly KeptSecret[];
  createdOn: string;
  createdBy: string;
}>;

export type ServiceAccount = Readonly<{ status: 'absent' }> | KnownAccount;

export const serviceAccount: History<ServiceAccount, ServiceAccountEvent> = {
  category: 'account',
  version: 1,
  initial: { status: 'absent' },
  evolve: (state, fact) => {
    if (fact.type === 'ServiceAccountOpened') {
      const { secret, ...account } = fact.data;
      const secrets = [{ ...secret, createdOn: fact.occurredOn, endsOn: null }];
      return { ...account, status: 'live', secrets, createdOn: fact.occurredOn, createdBy: fact.meta.actor };
    }
    if (state.status === 'absent') return state;
    switch (fact.type) {
      case 'ServiceAccountSecretAdded': {
        const added = { ...fact.data.secret, createdOn: fact.occurredOn, endsOn: null };
        const older = state.secrets.slice(0, MOST_SECRETS - 1).map((secret) => ({ ...secret, endsOn: fact.data.olderEndsOn }));
        return { ...state, secrets: [added, ...older] };
      }
      case 'ServiceAccountRevoked':
        return { ...state, status: 'revoked', secrets: [] };
    }
  },
};

/** Named by the client id alone: whoever signs in says nothing else. */
export const accountStream = (clientId: string) => sharedStreamOf(serviceAccount, CLIENT_ID.test(clientId) ? clientId : '');

export const unknownAccount = () => unknown('service-account.unknown', 'There is no such service account.');

export const known = (state: ServiceAccount): KnownAccount => {
  if (state.status === 'absent') throw unknownAccount();
  return state;
};

/** The tenant whose account it is; an application's is its vendor's. */
export const tenantOf = ({ owner }: KnownAccount): string | null => {
  switch (owner.kind) {
    case 'operator':
      return null;
    case 'tenant':
      return owner.tenantId;
    case 'application':
      return owner.vendorTenantId;
  }
};

export const secretsLiveAt = (account: ServiceAccount, now: string): readonly KeptSecret[] =>
  account.status === 'live' ? account.secrets.filter(({ endsOn }) => endsOn === null || endsOn > now) : [];

type Decide = Decision<ServiceAccount, ServiceAccountEvent>;

export const open =
  (request: ServiceAccountOpened['data']): Decide =>
  (state) => {
    if (state.status !== 'absent') throw conflict('service-account.duplicate', 'There is already a service account with this clientId.');
    return [{ type: 'ServiceAccountOpened', data: request }];
  };

/** A second secret, for rotation without a gap. There are never more than two: with two alive, the oldest ends at once. */
export const addSecret =
  (secret: HashedSecret, olderEndsOn: string | null): Decide =>
  (state) => {
    const account = notRevoked(state);
    if (account.secrets.some(({ secretId }) => secretId === secret.secretId)) return [];
    return [{ type: 'ServiceAccountSecretAdded', data: { clientId: account.clientId, secret, olderEndsOn } }];
  };

export const revoke: Decide = (state) => {
  const account = known(state);
  return account.status === 'revoked' ? [] : [{ type: 'ServiceAccountRevoked', data: { clientId: account.clientId } }];
};

const notRevoked = (state: ServiceAccount): KnownAccount => {
  const account = known(state);
  if (account.status === 'revoked') throw conflict('service-account.revoked', 'The service account was revoked.');
  return account;
};
