import type { Onboarding, TenantChanged, TenantClosed, TenantOpened, TenantPaused, TenantResumed } from './tenant.events';

const acme: Onboarding = {
  onboardingId: 'onboarding-acme',
  tenantId: 'acme',
  name: 'Acme Software',
  companyCode: '12345678|CZ',
  roles: ['partner'],
  email: 'it@acme.example',
  language: 'en',
  options: { console: { theme: 'dark', density: 'wide' } },
  resellerId: null,
  templateCode: null,
};

/** One of each: the shortest way to learn the vocabulary. */
export const opened: TenantOpened = { type: 'TenantOpened', data: acme };
export const changed: TenantChanged = {
  type: 'TenantChanged',
  data: { tenantId: 'acme', name: 'Acme', options: { console: { density: 'wide' } } },
};
export const paused: TenantPaused = { type: 'TenantPaused', data: { tenantId: 'acme' } };
export const resumed: TenantResumed = { type: 'TenantResumed', data: { tenantId: 'acme' } };
export const closed: TenantClosed = {
  type: 'TenantClosed',
  data: { tenantId: 'acme', companyCode: '12345678|CZ', onboardingId: 'onboarding-acme' },
};
