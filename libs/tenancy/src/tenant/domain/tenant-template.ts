import { conflict, type Decision, type History, streamOf } from '@causeway/event-sourcing/model';
import type { TenantTemplateEvent, TenantTemplateMade } from './tenant-template.events';

export type KnownTemplate = TenantTemplateMade['data'] & Readonly<{ status: 'made'; createdOn: string; createdBy: string }>;
export type TenantTemplate = Readonly<{ status: 'absent' }> | KnownTemplate;

export const tenantTemplate: History<TenantTemplate, TenantTemplateEvent> = {
  category: 'tenanttemplate',
  version: 1,
  initial: { status: 'absent' },
  evolve: (_, { data, occurredOn, meta }) => ({ ...data, status: 'made', createdOn: occurredOn, createdBy: meta.actor }),
};

/** Codes are each owner's own and compared without case. */
export const templateStream = (ownerTenantId: string, code: string) => streamOf(tenantTemplate, ownerTenantId, code.toLowerCase());

export const make =
  (template: TenantTemplateMade['data']): Decision<TenantTemplate, TenantTemplateEvent> =>
  (state) => {
    if (state.status === 'made') throw conflict('tenant-template.duplicate-code', 'There is already a template with this code.');
    return [{ type: 'TenantTemplateMade', data: template }];
  };
