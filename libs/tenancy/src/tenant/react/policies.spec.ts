import { react, someMeta } from '@causeway/event-sourcing/testing';
import { claimed, freed } from '../domain/company-code.examples';
import { changed, closed, opened, paused, resumed } from '../domain/tenant.examples';
import { whenCompanyCodeClaimedThenOpenTenant } from './when-company-code-claimed-then-open-tenant';
import { whenTenantClosedThenFreeCompanyCode } from './when-tenant-closed-then-free-company-code';

describe('a company code that was claimed', () => {
  it('ends in an open tenant, in the name of who asked', () =>
    expect(react(whenCompanyCodeClaimedThenOpenTenant, claimed)).toEqual([
      expect.objectContaining({
        onboarding: claimed.data,
        act: expect.objectContaining({ actor: someMeta.actor, causationId: 'fact-0', at: '2026-01-01T09:00:00.000Z' }),
      }),
    ]));
  it('and was freed ends in nothing', () => expect(react(whenCompanyCodeClaimedThenOpenTenant, freed)).toEqual([]));
});

describe('a tenant', () => {
  it('that was closed gives its company code back', () =>
    expect(react(whenTenantClosedThenFreeCompanyCode, closed)).toEqual([
      expect.objectContaining({ held: closed.data, act: expect.objectContaining({ actor: expect.stringMatching(/^system:/) }) }),
    ]));
  it.each([opened, changed, paused, resumed])('keeps it otherwise ($type)', (fact) =>
    expect(react(whenTenantClosedThenFreeCompanyCode, fact)).toEqual([]),
  );
});
