import { idFrom, Streams } from '@causeway/event-sourcing';
import type { Act, Recorded } from '@causeway/event-sourcing/model';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IntegrationSnapshots } from '../../product-integration/steps/integration-snapshots';
import { type KnownSubscription, subscription, subscriptionStream } from '../../subscription/domain/subscription';
import type { SubscriptionEvent } from '../../subscription/domain/subscription.events';
import { urlFor } from '../domain/addresses';
import { followingFrom } from '../domain/following';
import { hostLineStream } from '../domain/host-line';
import { raiseAll } from '../domain/telling';

/** A subscription changed: its product host, if it has one, shall hear of it. Asked by a policy; once each. */
export class RaiseFollowingEvents extends Command<void> {
  constructor(
    readonly fact: Recorded<SubscriptionEvent>,
    readonly act: Act,
  ) {
    super();
  }
}

@CommandHandler(RaiseFollowingEvents)
export class RaiseFollowingEventsHandler implements ICommandHandler<RaiseFollowingEvents> {
  constructor(
    private readonly streams: Streams,
    private readonly snapshots: IntegrationSnapshots,
  ) {}

  async execute({ fact, act }: RaiseFollowingEvents): Promise<void> {
    const { subscriptionId, vendorTenantId } = fact.data;
    const standing =
      fact.revision === 0 ? null : await this.streams.at(subscriptionStream(subscriptionId), { revision: fact.revision - 1 });
    const before = standing?.state as KnownSubscription | undefined;
    if (before?.integration === undefined) return;
    const after = subscription.evolve(before, fact) as KnownSubscription;
    const runsOn = before.integration;
    const snapshot = await this.snapshots.of(runsOn);
    if (snapshot === null) return;
    const { integrationId } = runsOn;
    const by = fact.meta.actor.startsWith('system:') ? {} : { by: fact.meta.actor };
    const raised = followingFrom(before, fact, after)
      .filter(({ type }) => urlFor(snapshot.content, type) !== null)
      .map(({ type, about, label }) => {
        const eventId = idFrom('host-event', fact.id, label);
        return {
          subscriptionId,
          integrationId,
          vendorTenantId,
          eventId,
          snapshot: runsOn.snapshot,
          type,
          about,
          interactive: false,
          ...by,
        };
      });
    if (raised.length > 0) await this.streams.transact(hostLineStream(subscriptionId), raiseAll(raised), act);
  }
}
