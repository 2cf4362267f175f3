import { businessNews } from '@causeway/business-integration/published';
import type { News, Publisher, Recorded } from '@causeway/event-sourcing/model';
import type { ConsumerEvent } from './consumer/domain/consumer.events';

/** A test is told like anything else, to the consumer that was tested and to nobody else, whatever it hears. */
const testNews: Publisher = {
  categories: ['consumer'],
  publish: (fact) => {
    const { type, data, occurredOn, meta } = fact as Recorded<ConsumerEvent>;
    if (type !== 'ConsumerTested') return null;
    return {
      messageType: TEST_MESSAGE,
      subject: `consumer:${data.consumerCode}`,
      recipient: data.consumerCode,
      tenantId: meta.tenantId,
      payload: { consumerCode: data.consumerCode, testId: data.testId, isTesting: true, occurredOn },
    };
  },
};

export const TEST_MESSAGE = 'MessageGateway.Test';

/** Everything that leaves. A new context adds its publisher here. */
export const PUBLISHERS: readonly Publisher[] = [businessNews, testNews];

export type Newsroom = Readonly<{ categories: readonly string[]; tell: (fact: Recorded) => readonly News[] }>;

/** All publishers as one. */
export const newsroom = (publishers: readonly Publisher[]): Newsroom => {
  const byCategory = new Map<string, Publisher[]>();
  for (const publisher of publishers)
    for (const category of publisher.categories) byCategory.set(category, [...(byCategory.get(category) ?? []), publisher]);
  return {
    categories: [...byCategory.keys()],
    tell: (fact) => {
      const dash = fact.stream.indexOf('-');
      const news: News[] = [];
      for (const publisher of byCategory.get(dash < 0 ? fact.stream : fact.stream.slice(0, dash)) ?? []) {
        const told = publisher.publish(fact);
        if (told !== null) news.push(told);
      }
      return news;
    },
  };
};
