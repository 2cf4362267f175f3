import type { CompanyCodeClaimed, CompanyCodeFreed } from './company-code.events';

export const claimed: CompanyCodeClaimed = {
  type: 'CompanyCodeClaimed',
  data: {
    onboardingId: 'onboarding-acme',
    tenantId: 'acme',
    name: 'Acme Software',
    companyCode: '12345678|CZ',
    roles: ['partner'],
    email: 'it@acme.example',
    language: 'en',
    options: {},
    resellerId: 'resale',
    templateCode: 'czech-partner',
  },
};
export const freed: CompanyCodeFreed = { type: 'CompanyCodeFreed', data: { companyCode: '12345678|CZ', onboardingId: 'onboarding-acme' } };
