import { Streams } from '@causeway/event-sourcing';
import { unknown } from '@causeway/event-sourcing/model';
import { type Asked, Vault } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { hostLineStream } from '../domain/host-line';
import { askSync } from '../domain/telling';
import { AccountsOfIntegration } from '../read/accounts-of-integration';

export type SyncWish = Readonly<{
  operation: 'ASSIGN' | 'UNASSIGN';
  accountIdentifier: string;
  userIdentifier: string;
  email: string | null;
}>;

/** `POST /api/sync/v1/tasks` (spec 20): the product host has changed who uses a subscription, and says so. */
export class AskUserSync extends Command<Readonly<{ taskId: string; position: number }>> {
  constructor(
    readonly asked: Asked,
    readonly wish: SyncWish,
  ) {
    super();
  }
}

@CommandHandler(AskUserSync)
export class AskUserSyncHandler implements ICommandHandler<AskUserSync> {
  constructor(
    private readonly streams: Streams,
    private readonly accounts: AccountsOfIntegration,
    private readonly vault: Vault,
  ) {}

  async execute({ asked, wish }: AskUserSync): Promise<{ taskId: string; position: number }> {
    const { account } = asked.caller;
    if (account.kind !== 'integration') throw unknownAccount();
    const subscription = await this.accounts.find(account.integrationId, wish.accountIdentifier);
    if (subscription === null) throw unknownAccount();
    const { subscriptionId, customerTenantId, vendorTenantId } = subscription;
    const taskId = asked.id('user-sync');
    const person = JSON.stringify({ userIdentifier: wish.userIdentifier, email: wish.email });
    const sealed = await this.vault.sealFor(`tenant:${customerTenantId}`, person, `user-sync:${taskId}`);
    const data = { subscriptionId, integrationId: account.integrationId, vendorTenantId, taskId, operation: wish.operation, sealed };
    const act = { ...asked.act, tenantId: vendorTenantId };
    const { position } = await this.streams.transact(hostLineStream(subscriptionId), askSync(data), act);
    return { taskId, position };
  }
}

const unknownAccount = () => unknown('account.unknown', 'There is no subscription with this account identifier.');
