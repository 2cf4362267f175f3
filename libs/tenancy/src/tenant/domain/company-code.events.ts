import type { Event } from '@causeway/event-sourcing/model';
import type { Onboarding } from './tenant.events';

/** The company code is taken, and by whom: carries all that is needed to open the tenant, should that not have been reached. */
export type CompanyCodeClaimed = Event<'CompanyCodeClaimed', Onboarding>;
export type CompanyCodeFreed = Event<'CompanyCodeFreed', { companyCode: string; onboardingId: string }>;

export type CompanyCodeEvent = CompanyCodeClaimed | CompanyCodeFreed;
