import { randomUUID } from 'node:crypto';
import { Asked } from '../doors/asked';
import { type Account, Caller, OPERATOR_TENANT, SCOPES, type ScopeName } from '../doors/caller';
import { Paging } from '../paging';
import { SealedVault } from '../vault/sealed-vault';

/** An account of the operator that may do everything. */
export const operator = new Caller('operator-first', { kind: 'operator' }, OPERATOR_TENANT, new Set(SCOPES));

/** An account of this tenant, in its own context. */
export const of = (tenantId: string, ...scopes: ScopeName[]): Caller =>
  new Caller(`${tenantId}-programs`, { kind: 'tenant', tenantId }, tenantId, new Set(scopes));

/** An account of this application, in the context of a tenant or in the master context (null). */
export const agentOf = (applicationCode: string, vendorTenantId: string, tid: string | null, ...scopes: ScopeName[]): Caller => {
  const account: Account = { kind: 'application', applicationCode, vendorTenantId };
  return new Caller(`${applicationCode}-agent`, account, tid, new Set(scopes));
};

const KEY = Buffer.alloc(32, 3);

/** Requests at a time that the spec sets. */
export const requestsAt = (now: () => string) => {
  /** A request of this caller; the same `seed` is the same request again. */
  const ask = (caller: Caller, { seed = randomUUID() as string, ifMatch = null as number | null } = {}): Asked => {
    const act = { tenantId: caller.tid ?? OPERATOR_TENANT, actor: caller.actor, correlationId: seed, causationId: 'spec', at: now() };
    return new Asked(caller, act, ifMatch, seed, KEY);
  };
  /** A request whose claim is on the record; `repeated`: the same again after a crash. */
  const askAgain = (caller: Caller, seed: string, repeated = true): Asked => {
    const first = ask(caller, { seed });
    return first.as({ ...first.act, requestId: seed, repeated }, seed);
  };
  return { ask, askAgain };
};

/** Pages whose cursors nobody else can read. */
export const paging = (): Paging => new Paging(new SealedVault(KEY, undefined as never));
