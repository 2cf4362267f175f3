import { becauseOf, policy } from '@causeway/event-sourcing';
import type { TenantEvent } from '../domain/tenant.events';
import { FreeCompanyCode } from '../write/free-company-code';

const NAME = 'when-tenant-closed-then-free-company-code';

/** The company code is unique among live tenants only: the company may come back. */
export const whenTenantClosedThenFreeCompanyCode = policy<TenantEvent>({
  name: NAME,
  categories: ['tenant'],
  when: (fact) => {
    switch (fact.type) {
      case 'TenantClosed':
        return [new FreeCompanyCode(fact.data, becauseOf(fact, NAME))];
      case 'TenantOpened':
      case 'TenantChanged':
      case 'TenantPaused':
      case 'TenantResumed':
        return [];
    }
  },
});
