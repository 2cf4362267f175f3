import { Streams } from '@causeway/event-sourcing';
import { type Asked, type ScopeName, Vault } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { applicationStream, seenBy } from '../../application/domain/application';
import { clientIdFor } from '../domain/client-id';
import { fitsApplications, grant } from '../domain/granting';
import { accountStream, known, open } from '../domain/service-account';
import { type AccountAnswer, type OpenedShown, showOpened } from '../read/account-shown';

/** `POST /api/v1/applications/{applicationCode}/service-accounts` (spec 10): lets an application in. */
export class OpenApplicationAccount extends Command<AccountAnswer<OpenedShown>> {
  constructor(
    readonly asked: Asked,
    readonly applicationCode: string,
    readonly wish: Readonly<{ name: string; scopes: readonly ScopeName[] }>,
  ) {
    super();
  }
}

@CommandHandler(OpenApplicationAccount)
export class OpenApplicationAccountHandler implements ICommandHandler<OpenApplicationAccount> {
  constructor(
    private readonly streams: Streams,
    private readonly vault: Vault,
  ) {}

  async execute({ asked, applicationCode: named, wish }: OpenApplicationAccount): Promise<AccountAnswer<OpenedShown>> {
    const asking = { isOperator: asked.caller.isOperator, tid: asked.caller.tenantId };
    const { applicationCode, vendorTenantId } = seenBy(asking)((await this.streams.load(applicationStream(named))).state);
    grant(asked.caller, wish.scopes);
    fitsApplications(wish.scopes);

    const clientId = clientIdFor(applicationCode, wish.name, asked.plainId('client'));
    const clientSecret = asked.secret('client');
    const secret = { secretId: asked.id('secret'), hash: this.vault.hash(clientSecret) };
    const owner = { kind: 'application', applicationCode, vendorTenantId } as const;
    const decision = open({ clientId, name: wish.name, owner, scopes: wish.scopes, secret });
    const { state, revision, position } = await this.streams.transact(accountStream(clientId), decision, asked.act);
    return { shown: showOpened(known(state), clientSecret, revision), clientId, revision, position };
  }
}
