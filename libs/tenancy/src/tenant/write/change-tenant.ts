import { Streams } from '@causeway/event-sourcing';
import type { Asked } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { seenBy } from '../domain/standing-over';
import { change, known, type TenantPatch, tenantStream } from '../domain/tenant';
import { showTenant, type TenantAnswer } from '../read/tenant-shown';

/** `PATCH /api/v1/tenants/{tenantId}` (spec 10): those above it, and the tenant itself. */
export class ChangeTenant extends Command<TenantAnswer> {
  constructor(
    readonly asked: Asked,
    readonly tenantId: string,
    readonly patch: TenantPatch,
  ) {
    super();
  }

  /** What it is asked of: a refusal is kept there (spec 60). */
  get subject(): string {
    return `tenant:${this.tenantId.toLowerCase()}`;
  }
}

@CommandHandler(ChangeTenant)
export class ChangeTenantHandler implements ICommandHandler<ChangeTenant> {
  constructor(private readonly streams: Streams) {}

  async execute({ asked, tenantId, patch }: ChangeTenant): Promise<TenantAnswer> {
    const options = { ifMatch: asked.ifMatch, guard: seenBy(asked.caller) };
    const { state, revision, position } = await this.streams.transact(tenantStream(tenantId), change(patch), asked.act, options);
    return { shown: showTenant(known(state), revision), revision, position };
  }
}
