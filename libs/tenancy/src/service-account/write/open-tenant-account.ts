import { Streams } from '@causeway/event-sourcing';
import { type Asked, type ScopeName, Vault } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { seenBy } from '../../tenant/domain/standing-over';
import { notClosed, tenantStream } from '../../tenant/domain/tenant';
import { OPERATOR } from '../../tenant/domain/tenant-id';
import { clientIdFor } from '../domain/client-id';
import { grant } from '../domain/granting';
import { accountStream, known, open } from '../domain/service-account';
import { type AccountAnswer, type OpenedShown, showOpened } from '../read/account-shown';

/** `POST /api/v1/tenants/{tenantId}/service-accounts` (spec 10): lets a company's own programs in. */
export class OpenTenantAccount extends Command<AccountAnswer<OpenedShown>> {
  constructor(
    readonly asked: Asked,
    readonly tenantId: string,
    readonly wish: Readonly<{ name: string; scopes: readonly ScopeName[] }>,
  ) {
    super();
  }
}

@CommandHandler(OpenTenantAccount)
export class OpenTenantAccountHandler implements ICommandHandler<OpenTenantAccount> {
  constructor(
    private readonly streams: Streams,
    private readonly vault: Vault,
  ) {}

  async execute({ asked, tenantId: named, wish }: OpenTenantAccount): Promise<AccountAnswer<OpenedShown>> {
    const seen = seenBy(asked.caller)((await this.streams.load(tenantStream(named))).state);
    grant(asked.caller, wish.scopes);
    const { tenantId } = notClosed(seen);

    const clientId = clientIdFor(tenantId, wish.name, asked.plainId('client'));
    const clientSecret = asked.secret('client');
    const secret = { secretId: asked.id('secret'), hash: this.vault.hash(clientSecret) };
    const owner = tenantId === OPERATOR ? ({ kind: 'operator' } as const) : ({ kind: 'tenant', tenantId } as const);
    const decision = open({ clientId, name: wish.name, owner, scopes: wish.scopes, secret });
    const { state, revision, position } = await this.streams.transact(accountStream(clientId), decision, asked.act);
    return { shown: showOpened(known(state), clientSecret, revision), clientId, revision, position };
  }
}
