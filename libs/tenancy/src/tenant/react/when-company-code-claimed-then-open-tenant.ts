import { becauseOf, policy } from '@causeway/event-sourcing';
import type { CompanyCodeEvent } from '../domain/company-code.events';
import { OpenClaimedTenant } from '../write/onboard-tenant';

const NAME = 'when-company-code-claimed-then-open-tenant';

/** Nearly always the request itself was faster and this is quiet; after a crash it ends what the request began, in its name. */
export const whenCompanyCodeClaimedThenOpenTenant = policy<CompanyCodeEvent>({
  name: NAME,
  categories: ['company'],
  when: (fact) => {
    switch (fact.type) {
      case 'CompanyCodeClaimed': {
        const { actor, requestId } = fact.meta;
        const act = { ...becauseOf(fact, NAME), actor, ...(requestId === undefined ? {} : { requestId }) };
        return [new OpenClaimedTenant(fact.data, act)];
      }
      case 'CompanyCodeFreed':
        return [];
    }
  },
});
