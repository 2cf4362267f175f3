import { type Act, conflict, Rejection, Streams, unprocessable } from '@causeway/event-sourcing';
import type { Asked } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { claim, companyCodeStream, free } from '../domain/company-code';
import { notYours } from '../domain/standing-over';
import { known, open, tenantStream } from '../domain/tenant';
import type { Onboarding, Options, TenantRole } from '../domain/tenant.events';
import { idFromName, OPERATOR } from '../domain/tenant-id';
import { mayGiveRoles } from '../domain/tenant-roles';
import { type KnownTemplate, templateStream } from '../domain/tenant-template';
import { showTenant, type TenantAnswer } from '../read/tenant-shown';

export { TENANT_ID } from '../domain/tenant-id';
export { COMPANY_CODE, GIVEN_ROLES } from '../domain/tenant-roles';

/** What is asked for; a template may stand in for roles, language and options. */
export type TenantWish = Readonly<{
  tenantId?: string;
  name: string;
  companyCode: string;
  roles?: readonly TenantRole[];
  email: string;
  language?: string;
  options?: Options;
  templateCode?: string;
}>;

/** A company comes in (spec 10, *Tenants*). */
export class OnboardTenant extends Command<TenantAnswer> {
  constructor(
    readonly asked: Asked,
    readonly wish: TenantWish,
  ) {
    super();
  }
}

/** The second half of the same, for when a crash came between: quiet when the tenant is there. */
export class OpenClaimedTenant extends Command<void> {
  constructor(
    readonly onboarding: Onboarding,
    readonly act: Act,
  ) {
    super();
  }
}

@CommandHandler(OnboardTenant)
export class OnboardTenantHandler implements ICommandHandler<OnboardTenant> {
  constructor(private readonly streams: Streams) {}

  async execute({ asked, wish }: OnboardTenant): Promise<TenantAnswer> {
    const resellerId = await this.resellerAsking(asked);
    const content = this.content(wish, resellerId, await this.template(asked, wish.templateCode));
    const own = wish.tenantId === undefined ? idFromName(wish.name) : wish.tenantId;
    const names = wish.tenantId === undefined ? [own, `${own}-${asked.plainId('tenant-id').slice(-6)}`] : [own];
    for (const tenantId of names) {
      const outcome = await opening(this.streams, { ...content, tenantId, onboardingId: asked.id(`tenant:${tenantId}`) }, asked.act);
      if (outcome !== null) return outcome;
    }
    throw conflict('tenant.duplicate-id', 'Another tenant already has this tenantId.');
  }

  /** The reseller whom the new tenant will be under; null for the operator. */
  private async resellerAsking({ caller }: Asked): Promise<string | null> {
    if (caller.isOperator) return null;
    const { state } = await this.streams.load(tenantStream(caller.tenantId));
    const asking = known(state);
    if (!asking.roles.includes('reseller')) throw notYours();
    return asking.tenantId;
  }

  /** A reseller's own template, else the operator's of that code. */
  private async template({ caller }: Asked, code: string | undefined): Promise<KnownTemplate | null> {
    if (code === undefined) return null;
    for (const owner of [caller.tenantId, OPERATOR]) {
      const { state } = await this.streams.load(templateStream(owner, code));
      if (state.status === 'made') return state;
    }
    throw unprocessable('tenant-template.unknown', 'There is no tenant template with this code.');
  }

  private content(
    wish: TenantWish,
    resellerId: string | null,
    template: KnownTemplate | null,
  ): Omit<Onboarding, 'tenantId' | 'onboardingId'> {
    const roles = wish.roles ?? template?.roles ?? [];
    const language = wish.language ?? template?.language ?? null;
    if (language === null) throw unprocessable('tenant-template.no-language', 'Neither the request nor its template says which language.');
    mayGiveRoles(resellerId === null, roles);
    const { name, companyCode, email } = wish;
    const options = { ...template?.options, ...wish.options };
    return { name, companyCode, roles, email, language, options, resellerId, templateCode: template?.code ?? null };
  }
}

@CommandHandler(OpenClaimedTenant)
export class OpenClaimedTenantHandler implements ICommandHandler<OpenClaimedTenant> {
  constructor(private readonly streams: Streams) {}

  async execute({ onboarding, act }: OpenClaimedTenant): Promise<void> {
    await opening(this.streams, onboarding, act);
  }
}

/**
 * First the company code, in a stream of its own, then the tenant, whose stream guards its id. A crash between the two is
 * repaired by `when-company-code-claimed-then-open-tenant`; an id that was lost to another gives the code back.
 * Null: the id belongs to another.
 */
async function opening(streams: Streams, onboarding: Onboarding, act: Act): Promise<TenantAnswer | null> {
  const stream = tenantStream(onboarding.tenantId);
  const code = companyCodeStream(onboarding.companyCode);
  const { state: before } = await streams.load(stream);
  if (before.status !== 'absent' && before.onboardingId !== onboarding.onboardingId) {
    await streams.transact(code, free(onboarding), again(act));
    return null;
  }
  // Once the tenant is there the code is its own, or was freed when it was closed: not to be claimed anew.
  if (before.status === 'absent') await streams.transact(code, claim(onboarding), again(act));
  try {
    const { state, revision, position } = await streams.transact(stream, open(onboarding), act);
    return { shown: showTenant(known(state), revision), revision, position };
  } catch (error) {
    if (!(error instanceof Rejection) || error.code !== 'tenant.duplicate-id') throw error;
    await streams.transact(code, free(onboarding), again(act));
    return null;
  }
}

/** Claiming and freeing are quiet by the onboarding's id, and one request may do both: its former facts do not settle it. */
const again = (act: Act): Act => ({ ...act, repeated: false });
