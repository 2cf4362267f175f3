import { Streams } from '@causeway/event-sourcing';
import type { Asked } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { notYours } from '../domain/standing-over';
import { known, tenantStream } from '../domain/tenant';
import type { Options, TenantRole } from '../domain/tenant.events';
import { mayGiveRoles } from '../domain/tenant-roles';
import { make, templateStream } from '../domain/tenant-template';
import { showTemplate, type TemplateShown } from '../read/tenant-template-list';

export type TemplateWish = Readonly<{ code: string; roles: readonly TenantRole[]; language?: string; options?: Options }>;
export type TemplateAnswer = Readonly<{ shown: TemplateShown; revision: number; position: number }>;

/** `POST /api/v1/tenant-templates` (spec 10): a reusable set-up, the operator's or a reseller's own. */
export class MakeTenantTemplate extends Command<TemplateAnswer> {
  constructor(
    readonly asked: Asked,
    readonly wish: TemplateWish,
  ) {
    super();
  }
}

@CommandHandler(MakeTenantTemplate)
export class MakeTenantTemplateHandler implements ICommandHandler<MakeTenantTemplate> {
  constructor(private readonly streams: Streams) {}

  async execute({ asked, wish }: MakeTenantTemplate): Promise<TemplateAnswer> {
    const { caller, act } = asked;
    const { state } = await this.streams.load(tenantStream(caller.tenantId));
    const owner = known(state);
    if (!caller.isOperator && !owner.roles.includes('reseller')) throw notYours();
    mayGiveRoles(caller.isOperator, wish.roles);
    const { code, roles, language = null, options = {} } = wish;
    const template = { code, ownerTenantId: owner.tenantId, roles, language, options };
    const outcome = await this.streams.transact(templateStream(owner.tenantId, code), make(template), act);
    if (outcome.state.status === 'absent') throw new Error('A template that was just made is there.');
    return { shown: showTemplate(outcome.state, outcome.revision), revision: outcome.revision, position: outcome.position };
  }
}
