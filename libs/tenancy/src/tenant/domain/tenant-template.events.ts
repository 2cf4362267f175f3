import type { Event } from '@causeway/event-sourcing/model';
import type { Options, TenantRole } from './tenant.events';

/** A reusable set-up for tenants that are opened later; those opened before keep what they got. */
export type TenantTemplateMade = Event<
  'TenantTemplateMade',
  { code: string; ownerTenantId: string; roles: readonly TenantRole[]; language: string | null; options: Options }
>;

export type TenantTemplateEvent = TenantTemplateMade;
