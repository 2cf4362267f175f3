import type { ApplicationRegistered } from './application.events';

export const registered: ApplicationRegistered = {
  type: 'ApplicationRegistered',
  data: { applicationCode: 'acme.crm', name: 'Acme CRM', kind: 'cloud', vendorTenantId: 'acme' },
};
