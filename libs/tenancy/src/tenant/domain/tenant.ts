import { conflict, type Decision, type History, type Json, sharedStreamOf, unknown } from '@causeway/event-sourcing/model';
import type { Onboarding, Options, TenantChanged, TenantEvent, TenantStatus } from './tenant.events';
import { OPERATOR, sameTenant, TENANT_ID } from './tenant-id';

export type KnownTenant = Onboarding &
  Readonly<{ status: TenantStatus; createdOn: string; createdBy: string; modifiedOn: string; modifiedBy: string }>;

export type Tenant = Readonly<{ status: 'absent' }> | KnownTenant;

export const tenant: History<Tenant, TenantEvent> = {
  category: 'tenant',
  version: 1,
  initial: { status: 'absent' },
  evolve: (state, fact) => {
    const { occurredOn, meta } = fact;
    if (fact.type === 'TenantOpened')
      return {
        ...fact.data,
        status: 'active',
        createdOn: occurredOn,
        createdBy: meta.actor,
        modifiedOn: occurredOn,
        modifiedBy: meta.actor,
      };
    if (state.status === 'absent') return state;
    const known: KnownTenant = { ...state, modifiedOn: occurredOn, modifiedBy: meta.actor };
    switch (fact.type) {
      case 'TenantChanged':
        return { ...known, ...fact.data };
      case 'TenantPaused':
        return { ...known, status: 'paused' };
      case 'TenantResumed':
        return { ...known, status: 'active' };
      case 'TenantClosed':
        return { ...known, status: 'closed' };
    }
  },
};

/** Named by its own id: this stream is at once the guard of the id, which is never given again. */
export const tenantStream = (tenantId: string) => sharedStreamOf(tenant, TENANT_ID.test(tenantId) ? tenantId.toLowerCase() : '');

type Decide = Decision<Tenant, TenantEvent>;

export const unknownTenant = () => unknown('tenant.unknown', 'There is no such tenant.');
const closed = () => conflict('tenant.closed', 'The tenant is closed, and closing is final.');
export const duplicateId = () => conflict('tenant.duplicate-id', 'Another tenant already has this tenantId.');

export const known = (state: Tenant): KnownTenant => {
  if (state.status === 'absent') throw unknownTenant();
  return state;
};

/** A tenant for whom something may still be begun. */
export const notClosed = (state: Tenant): KnownTenant => {
  const standing = known(state);
  if (standing.status === 'closed') throw closed();
  return standing;
};

export const open =
  (onboarding: Onboarding): Decide =>
  (state) => {
    const pretends = sameTenant(onboarding.tenantId, OPERATOR) && !onboarding.roles.includes('operator');
    if (state.status === 'absent' && !pretends) return [{ type: 'TenantOpened', data: onboarding }];
    if (state.status !== 'absent' && state.onboardingId === onboarding.onboardingId) return [];
    throw duplicateId();
  };

export type TenantPatch = Readonly<{ name?: string; email?: string; language?: string; options?: Json }>;

/** A JSON Merge Patch (RFC 7396) of what may change. */
export const change =
  (patch: TenantPatch): Decide =>
  (state) => {
    const now = notClosed(state);
    const next = { ...patch, ...(patch.options === undefined ? {} : { options: merged(now.options, patch.options) as Options }) };
    const data: TenantChanged['data'] = { tenantId: now.tenantId };
    for (const key of ['name', 'email', 'language', 'options'] as const)
      if (next[key] !== undefined && !alike(next[key], now[key])) Object.assign(data, { [key]: next[key] });
    return Object.keys(data).length === 1 ? [] : [{ type: 'TenantChanged', data }];
  };

export const pause: Decide = (state) => {
  const now = notClosed(notOperator(state));
  return now.status === 'paused' ? [] : [{ type: 'TenantPaused', data: { tenantId: now.tenantId } }];
};

export const resume: Decide = (state) => {
  const now = notClosed(state);
  return now.status === 'active' ? [] : [{ type: 'TenantResumed', data: { tenantId: now.tenantId } }];
};

export const close: Decide = (state) => {
  const now = notOperator(state);
  if (now.status === 'closed') return [];
  return [{ type: 'TenantClosed', data: { tenantId: now.tenantId, companyCode: now.companyCode, onboardingId: now.onboardingId } }];
};

const notOperator = (state: Tenant): KnownTenant => {
  const now = known(state);
  if (sameTenant(now.tenantId, OPERATOR)) throw conflict('tenant.operator', 'The marketplace itself is neither paused nor closed.');
  return now;
};

const isObject = (value: Json | undefined): value is Readonly<{ [key: string]: Json | undefined }> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** RFC 7396; at the top nothing but an object can stand, so null there means no options at all. */
const merged = (target: Json, patch: Json): Json => (patch === null ? {} : mergeInto(target, patch));

const mergeInto = (target: Json | undefined, patch: Json): Json => {
  if (!isObject(patch)) return patch;
  const result: Record<string, Json | undefined> = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null || value === undefined) delete result[key];
    else result[key] = mergeInto(result[key], value);
  }
  return result;
};

const alike = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
