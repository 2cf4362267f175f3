import { forbidden, unprocessable } from '@causeway/event-sourcing/model';
import type { Caller } from '@causeway/platform';
import { consumerStream, MASTER, unknownConsumer } from './domain/consumer';

/** Whose consumer it is that this caller registers: `consumerCode` says it, and it must be the caller's own (spec 25, *Consumers*). */
export const registering = ({ tid, account }: Caller, consumerCode: string): { owner: string; consumerCode: string; tenantId: string } => {
  if (tid !== null) {
    // In a customer's tenant an application is a guest: the vendor's consumer is registered at home.
    const atHome = account.kind !== 'application' || same(account.vendorTenantId, tid);
    if (!atHome || !same(consumerCode, tid))
      throw unprocessable('consumer.code-not-tenant', "In a tenant's context the consumerCode is the vendor's own tenantId.");
    return { owner: tid.toLowerCase(), consumerCode: tid, tenantId: tid };
  }
  if (account.kind !== 'application' || account.applicationCode !== consumerCode)
    throw unprocessable('consumer.code-not-application', 'In the master context the consumerCode is the code of the calling application.');
  return { owner: MASTER, consumerCode, tenantId: account.vendorTenantId };
};

/** The operator's support works on everybody's. */
export const seesAll = (caller: Caller): boolean => caller.isOperator && caller.scopes.has('support');

/** `support` alone opens other tenants' deliveries to the operator, and nothing here to anybody else. */
export const mayUseGateway = (caller: Caller): void => {
  if (!caller.scopes.has('gateway') && !seesAll(caller))
    throw forbidden('token.scope-missing', 'This route takes tokens with the scope gateway.');
};

/** The owner of the caller's own consumer of this code; null when it is nobody's or another's. */
const ownerFor = ({ tid, account }: Caller, consumerCode: string): string | null => {
  if (tid === null) return account.kind === 'application' && account.applicationCode === consumerCode.toLowerCase() ? MASTER : null;
  const atHome = account.kind !== 'application' || same(account.vendorTenantId, tid);
  return atHome && same(consumerCode, tid) ? tid.toLowerCase() : null;
};

/** The consumer that the caller may see and steer: its own, and to the operator's support everybody's. Unknown and another's look the same: 404. */
export const consumerStreamFor = (caller: Caller, consumerCode: string) => {
  mayUseGateway(caller);
  const owner = ownerFor(caller, consumerCode) ?? (seesAll(caller) ? ownerOf(consumerCode) : null);
  if (owner === null || !/^[A-Za-z0-9._-]{1,130}$/.test(consumerCode)) throw unknownConsumer();
  return consumerStream(owner, consumerCode);
};

/** The caller's very own, whatever it may see besides: to listen as it, to change or remove it, to be shown its secrets. */
export const ownStreamFor = (caller: Caller, consumerCode: string) => {
  const owner = /^[A-Za-z0-9._-]{1,130}$/.test(consumerCode) ? ownerFor(caller, consumerCode) : null;
  if (owner === null) throw unknownConsumer();
  return consumerStream(owner, consumerCode);
};

const ownerOf = (consumerCode: string): string => (consumerCode.includes('.') ? MASTER : consumerCode.toLowerCase());

/** The keys of the consumers that a caller may see; null: all. */
export const keysFor = (caller: Caller): readonly string[] | null => {
  mayUseGateway(caller);
  if (seesAll(caller)) return null;
  const code = caller.tid ?? (caller.account.kind === 'application' ? caller.account.applicationCode : '');
  const owner = ownerFor(caller, code);
  return owner === null ? [] : [`${owner}.${code.toLowerCase()}`];
};

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
