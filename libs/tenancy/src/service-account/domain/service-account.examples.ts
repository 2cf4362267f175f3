import type { ServiceAccountOpened, ServiceAccountRevoked, ServiceAccountSecretAdded } from './service-account.events';

export const accountOpened: ServiceAccountOpened = {
  type: 'ServiceAccountOpened',
  data: {
    clientId: 'acme-crm-agent-3f2a9c41d07e',
    name: 'agent',
    owner: { kind: 'application', applicationCode: 'acme.crm', vendorTenantId: 'acme' },
    scopes: ['orders', 'gateway'],
    secret: { secretId: 'secret-1', hash: 'hash-of-the-first' },
  },
};
export const secretAdded: ServiceAccountSecretAdded = {
  type: 'ServiceAccountSecretAdded',
  data: {
    clientId: 'acme-crm-agent-3f2a9c41d07e',
    secret: { secretId: 'secret-2', hash: 'hash-of-the-second' },
    olderEndsOn: '2026-01-02T09:00:01.000Z',
  },
};
export const accountRevoked: ServiceAccountRevoked = {
  type: 'ServiceAccountRevoked',
  data: { clientId: 'acme-crm-agent-3f2a9c41d07e' },
};
