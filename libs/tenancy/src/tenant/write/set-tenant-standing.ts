import { Streams } from '@causeway/event-sourcing';
import type { Asked } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { companyCodeStream, free } from '../domain/company-code';
import { ruledBy } from '../domain/standing-over';
import { close, known, pause, resume, tenantStream } from '../domain/tenant';
import { showTenant, type TenantAnswer } from '../read/tenant-shown';

const DECISIONS = { pause, resume, close } as const;

/** `POST /api/v1/tenants/{tenantId}/pause`, `/resume`, `/close` (spec 10): those above it. */
export class SetTenantStanding extends Command<TenantAnswer> {
  constructor(
    readonly asked: Asked,
    readonly tenantId: string,
    readonly to: keyof typeof DECISIONS,
  ) {
    super();
  }

  /** What it is asked of: a refusal is kept there (spec 60). */
  get subject(): string {
    return `tenant:${this.tenantId.toLowerCase()}`;
  }
}

@CommandHandler(SetTenantStanding)
export class SetTenantStandingHandler implements ICommandHandler<SetTenantStanding> {
  constructor(private readonly streams: Streams) {}

  async execute({ asked, tenantId, to }: SetTenantStanding): Promise<TenantAnswer> {
    const options = { ifMatch: asked.ifMatch, guard: ruledBy(asked.caller) };
    const outcome = await this.streams.transact(tenantStream(tenantId), DECISIONS[to], asked.act, options);
    const tenant = known(outcome.state);
    // At once, so that the company may come back in the next request; after a crash the policy sees to it.
    if (to === 'close') await this.streams.transact(companyCodeStream(tenant.companyCode), free(tenant), { ...asked.act, repeated: false });
    return { shown: showTenant(tenant, outcome.revision), revision: outcome.revision, position: outcome.position };
  }
}
