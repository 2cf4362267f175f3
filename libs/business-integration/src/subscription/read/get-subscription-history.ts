import { Streams } from '@causeway/event-sourcing';
import type { Json, Recorded } from '@causeway/event-sourcing/model';
import type { Caller } from '@causeway/platform';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type HistoryBody, historyItem } from '../../order/read/get-order-history';
import { type AnswersOf, SealedAnswers } from '../../order/steps/sealed-answers';
import { subscriptionStream } from '../domain/subscription';
import type { SubscriptionEvent } from '../domain/subscription.events';
import { knownSubscription } from './known-subscription';

/** Every event of a subscription, oldest first. */
export class GetSubscriptionHistory extends Query<HistoryBody> {
  constructor(
    readonly caller: Caller,
    readonly subscriptionId: string,
  ) {
    super();
  }
}

@QueryHandler(GetSubscriptionHistory)
export class GetSubscriptionHistoryHandler implements IQueryHandler<GetSubscriptionHistory> {
  constructor(
    private readonly streams: Streams,
    private readonly answers: SealedAnswers,
  ) {}

  async execute({ caller, subscriptionId }: GetSubscriptionHistory): Promise<HistoryBody> {
    const { state } = await knownSubscription(this.streams, caller, subscriptionId);
    const of = { customerTenantId: state.customer.tenantId, subscriptionId };
    const facts = await this.streams.facts(subscriptionStream(subscriptionId));
    return { items: await Promise.all(facts.map(async (fact) => historyItem(fact, await openedSubscriptionFact(this.answers, of, fact)))) };
  }
}

/** A fact's data as it is shown: personal answers opened, or null once their key is gone. */
export const openedSubscriptionFact = async (answers: SealedAnswers, of: AnswersOf, fact: Recorded<SubscriptionEvent>): Promise<Json> => {
  switch (fact.type) {
    case 'SubscriptionInitialized':
    case 'SubscriptionAltered':
      return { ...fact.data, configuration: await answers.open(of, fact.data.configuration) };
    case 'SubscriptionOrderOpened': {
      const { order } = fact.data;
      return { ...fact.data, order: { ...order, configuration: await answers.open(of, order.configuration) } };
    }
    default:
      return fact.data;
  }
};
