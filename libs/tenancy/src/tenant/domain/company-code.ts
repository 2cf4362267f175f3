import { conflict, type Decision, type History, sharedStreamOf } from '@causeway/event-sourcing/model';
import type { CompanyCodeEvent } from './company-code.events';
import type { Onboarding } from './tenant.events';

/** Who holds a company code: the onboarding of one live tenant, or nobody. */
export type CompanyCode = Readonly<{ heldBy: string | null }>;

/** The rule "a company code belongs to one live tenant" has a stream of its own, named by the code. */
export const companyCode: History<CompanyCode, CompanyCodeEvent> = {
  category: 'company',
  version: 1,
  initial: { heldBy: null },
  evolve: (_, fact) => {
    switch (fact.type) {
      case 'CompanyCodeClaimed':
        return { heldBy: fact.data.onboardingId };
      case 'CompanyCodeFreed':
        return { heldBy: null };
    }
  },
};

/** Codes that differ only in case are the same company. */
export const companyCodeStream = (code: string) => sharedStreamOf(companyCode, code.toUpperCase());

type Decide = Decision<CompanyCode, CompanyCodeEvent>;

export const claim =
  (onboarding: Onboarding): Decide =>
  ({ heldBy }) => {
    if (heldBy === onboarding.onboardingId) return [];
    if (heldBy !== null) throw conflict('tenant.duplicate-company-code', 'A live tenant already has this companyCode.');
    return [{ type: 'CompanyCodeClaimed', data: onboarding }];
  };

/** Frees the code for others, unless somebody else holds it by now. */
export const free =
  (held: Readonly<{ companyCode: string; onboardingId: string }>): Decide =>
  ({ heldBy }) =>
    heldBy === held.onboardingId
      ? [{ type: 'CompanyCodeFreed', data: { companyCode: held.companyCode, onboardingId: held.onboardingId } }]
      : [];
