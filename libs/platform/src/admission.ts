import type { Account, Caller, ScopeName } from './doors/caller';

/** What the platform must know of a service account to issue a token. */
export type Credentials = Readonly<{ clientId: string; account: Account; scopes: readonly ScopeName[] }>;

/**
 * What the platform asks of tenancy, which owns tenants and accounts: who may have a token, and whether its tenant context
 * still stands at each call. Tenancy provides it; the platform knows nothing else of tenancy.
 */
export abstract class Admission {
  /** The account, when the secret is one of its live ones (compared in constant time); `null` for anything else, closed tenants included. */
  abstract authenticate(clientId: string, secret: string): Promise<Credentials | null>;

  /** The tenant (as spelled by its owner) and scopes that the account gets when it names `tid` (null: none named); `null` when it may not name it, whether that tenant exists or not. */
  abstract target(credentials: Credentials, tid: string | null): Promise<{ tid: string | null; scopes: readonly ScopeName[] } | null>;

  /** At each call: throws 401 `token.tenant-closed` (as a `Rejection` is not a 401, throw `Unauthenticated`), 403 `tenant.paused` for writes, or 401 when the context no longer stands. */
  abstract admit(caller: Caller, writes: boolean): Promise<void>;
}

/** 401 with a problem's code; `WWW-Authenticate: Bearer` goes with it. */
export class Unauthenticated extends Error {
  constructor(
    readonly code: string,
    detail: string,
  ) {
    super(detail);
    this.name = 'Unauthenticated';
  }
}
