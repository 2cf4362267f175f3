import type { Event, Json } from '@causeway/event-sourcing/model';

export type TenantStatus = 'active' | 'paused' | 'closed';
export type TenantRole = 'partner' | 'customer' | 'reseller' | 'operator';

/** Free settings of a company: JSON, whose meaning belongs to whoever set them. */
export type Options = Readonly<{ [key: string]: Json }>;

/** What is written down when a company comes in. `onboardingId` says which request it was, so that repairing it is quiet. */
export type Onboarding = Readonly<{
  onboardingId: string;
  tenantId: string;
  name: string;
  companyCode: string;
  roles: readonly TenantRole[];
  email: string;
  language: string;
  options: Options;
  /** The reseller that it is under; null: the operator itself. */
  resellerId: string | null;
  templateCode: string | null;
}>;

export type TenantOpened = Event<'TenantOpened', Onboarding>;
/** Only what changed; `options` is the whole of them as they are now. */
export type TenantChanged = Event<
  'TenantChanged',
  { tenantId: string; name?: string; email?: string; language?: string; options?: Options }
>;
export type TenantPaused = Event<'TenantPaused', { tenantId: string }>;
export type TenantResumed = Event<'TenantResumed', { tenantId: string }>;
/** Final. Says which company code is free from now on. */
export type TenantClosed = Event<'TenantClosed', { tenantId: string; companyCode: string; onboardingId: string }>;

export type TenantEvent = TenantOpened | TenantChanged | TenantPaused | TenantResumed | TenantClosed;
