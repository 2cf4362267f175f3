import { idFrom, Streams } from '@causeway/event-sourcing';
import type { Act } from '@causeway/event-sourcing/model';
import { Vault } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IntegrationSnapshots } from '../../product-integration/steps/integration-snapshots';
import { subscriptionStream } from '../../subscription/domain/subscription';
import { isId } from '../../written';
import { urlFor } from '../domain/addresses';
import { hostLineStream } from '../domain/host-line';
import type { HostEventType } from '../domain/host-line.events';
import { raise } from '../domain/telling';
import { type HostUser, sealedUser } from '../steps/sealed-user';

export type UserEventType = Extract<HostEventType, 'USER_ASSIGNMENT' | 'USER_UNASSIGNMENT' | 'USER_UPDATED'>;

/** A user was assigned to a subscription, taken off it, or changed; ids and addresses as given. Once for each `cause`. */
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
    if (!isId(subscriptionId)) return;
    const { state } = await this.streams.load(subscriptionStream(subscriptionId));
    if (state.status === 'absent' || state.integration === undefined) return;
    const snapshot = await this.snapshots.of(state.integration);
    if (snapshot === null || urlFor(snapshot.content, type) === null) return;
    const eventId = idFrom('host-event', subscriptionId, type, user.userId, cause);
    const sealed = await sealedUser(this.vault, user, eventId);
    const { integrationId, snapshot: revision } = state.integration;
    const named = { subscriptionId, integrationId, vendorTenantId: state.vendorTenantId, eventId };
    const raised = {
      ...named,
      snapshot: revision,
      type,
      about: { what: 'user' as const, userId: user.userId, sealed },
      interactive: false,
    };
    await this.streams.transact(hostLineStream(subscriptionId), raise(raised), act);
  }
}
