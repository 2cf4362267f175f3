import type { TenantTemplateMade } from './tenant-template.events';

export const templateMade: TenantTemplateMade = {
  type: 'TenantTemplateMade',
  data: {
    code: 'czech-customer',
    ownerTenantId: 'operator',
    roles: ['customer'],
    language: 'cs',
    options: { console: { theme: 'light' } },
  },
};
