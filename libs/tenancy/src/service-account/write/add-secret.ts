import { Streams } from '@causeway/event-sourcing';
import { type Asked, Vault } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { grant } from '../domain/granting';
import { accountStream, addSecret, known } from '../domain/service-account';
import { type AccountAnswer, type SecretShown, showAccount } from '../read/account-shown';
import { guardOf } from '../read/account-with-home';

export type SecretAddedShown = Readonly<{ clientId: string; clientSecret: string; secrets: readonly SecretShown[]; revision: number }>;

/** `POST /api/v1/service-accounts/{clientId}/secrets` (spec 10): a second secret, for rotation without a gap. */
export class AddSecret extends Command<AccountAnswer<SecretAddedShown>> {
  constructor(
    readonly asked: Asked,
    readonly clientId: string,
    /** How long the older secret lives on. */
    readonly graceHours: number,
  ) {
    super();
  }
}

@CommandHandler(AddSecret)
export class AddSecretHandler implements ICommandHandler<AddSecret> {
  constructor(
    private readonly streams: Streams,
    private readonly vault: Vault,
  ) {}

  async execute({ asked, clientId, graceHours }: AddSecret): Promise<AccountAnswer<SecretAddedShown>> {
    const { caller, act } = asked;
    const lookedAfter = await guardOf(this.streams, caller, clientId);
    const clientSecret = asked.secret('client');
    const secret = { secretId: asked.id('secret'), hash: this.vault.hash(clientSecret) };
    const olderEndsOn = new Date(Date.parse(act.at) + graceHours * 3_600_000).toISOString();
    const { state, revision, position } = await this.streams.transact(accountStream(clientId), addSecret(secret, olderEndsOn), act, {
      ifMatch: asked.ifMatch,
      // Whoever is shown a secret holds all that its account holds, so showing one is granting.
      guard: (account) => grant(caller, lookedAfter(account).scopes),
    });
    const { secrets } = showAccount(known(state), revision);
    return { shown: { clientId, clientSecret, secrets, revision }, clientId, revision, position };
  }
}
