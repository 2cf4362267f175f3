import { Streams } from '@causeway/event-sourcing';
import type { Act } from '@causeway/event-sourcing/model';
import { Vault } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IntegrationSnapshots } from '../../product-integration/steps/integration-snapshots';
import type { UserEventType } from '../../published';
import { raiseOnLine } from '../steps/raise-on-line';
import { type HostUser, sealedUser } from '../steps/sealed-user';

/**
 * A user was assigned to a subscription, taken off it, changed, or is its new owner (`SUBSCRIPTION_CHANGE`); ids and
 * addresses as given. Once for each `cause`.
 */
export class RaiseUserEvent extends Command<void> {
  constructor(
    readonly subscriptionId: string,
    readonly type: UserEventType,
    readonly user: HostUser,
    readonly cause: string,
    readonly act: Act,
  ) {
    super();
  }
}

@CommandHandler(RaiseUserEvent)
export class RaiseUserEventHandler implements ICommandHandler<RaiseUserEvent> {
  constructor(
    private readonly streams: Streams,
    private readonly snapshots: IntegrationSnapshots,
    private readonly vault: Vault,
  ) {}

  async execute({ subscriptionId, type, user, cause, act }: RaiseUserEvent): Promise<void> {
    const { userId } = user;
    const about = async (eventId: string) => ({ what: 'user' as const, userId, sealed: await sealedUser(this.vault, user, eventId) });
    await raiseOnLine(this.streams, this.snapshots, { subscriptionId, type, cause: `${userId}\n${cause}`, about }, act);
  }
}
