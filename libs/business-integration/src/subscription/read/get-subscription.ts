import { Streams } from '@causeway/event-sourcing';
import type { Caller } from '@causeway/platform';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { knownSubscription } from './known-subscription';
import { type SubscriptionBody, subscriptionBody } from './subscription-body';

/** One subscription, as fresh as the record. */
export class GetSubscription extends Query<SubscriptionBody> {
  constructor(
    readonly caller: Caller,
    readonly subscriptionId: string,
  ) {
    super();
  }
}

@QueryHandler(GetSubscription)
export class GetSubscriptionHandler implements IQueryHandler<GetSubscription> {
  constructor(private readonly streams: Streams) {}

  async execute({ caller, subscriptionId }: GetSubscription): Promise<SubscriptionBody> {
    const { state, revision } = await knownSubscription(this.streams, caller, subscriptionId);
    return subscriptionBody(state, revision);
  }
}
