import { recorded } from '@causeway/event-sourcing/testing';
import type { OrderEvent } from './order/domain/order.events';
import { content, done, overdue, released } from './order/domain/order.examples';
import { businessNews } from './published';
import type { SubscriptionEvent } from './subscription/domain/subscription.events';
import * as subscriptions from './subscription/domain/subscription.examples';

it('vendors are told every fact of an order, in the words of the spec', () => {
  const facts = recorded<OrderEvent>(released, overdue, done);
  const news = facts.map((fact) => businessNews.publish(fact));
  const same = {
    orderId: content.orderId,
    orderNumber: content.orderNumber,
    subscriptionId: content.subscriptionId,
    kind: 'New',
    isTesting: false,
  };
  const about = { subject: `order:${content.orderId}`, recipient: 'acme', tenantId: 'acme' };
  expect(news).toEqual([
    { messageType: 'PlatformStore.OrderReleased', ...about, payload: { ...same, revision: 0, occurredOn: facts[0]!.occurredOn } },
    {
      messageType: 'PlatformStore.OrderOverdue',
      ...about,
      payload: { ...same, revision: 1, occurredOn: facts[1]!.occurredOn, dueOn: overdue.data.dueOn },
    },
    {
      messageType: 'PlatformStore.OrderStatusChanged',
      ...about,
      payload: { ...same, revision: 2, occurredOn: facts[2]!.occurredOn, systemStatus: 'Done', reasonCode: null },
    },
  ]);
  expect(Object.keys(news[0]!.payload as object).join()).toBe('orderId,orderNumber,subscriptionId,kind,isTesting,revision,occurredOn');
});

it('vendors are told each change of a subscription, and of no order on it twice', () => {
  const facts = Object.values(subscriptions).filter((one): one is Extract<typeof one, SubscriptionEvent> => 'type' in one);
  const told = recorded<SubscriptionEvent>(...facts).map((fact) => [fact.type, businessNews.publish(fact)?.messageType ?? null]);
  const quiet = ['SubscriptionOrderOpened', 'SubscriptionOrderRefused'];
  expect(told).toEqual(facts.map(({ type }) => [type, quiet.includes(type) ? null : 'PlatformStore.SubscriptionChanged']));
  const [fact] = recorded<SubscriptionEvent>(subscriptions.activated);
  expect(businessNews.publish(fact!)).toMatchObject({
    subject: `subscription:${content.subscriptionId}`,
    recipient: 'acme',
    tenantId: 'acme',
  });
  expect(Object.keys(businessNews.publish(fact!)!.payload as object).join()).toBe(
    'subscriptionId,productId,applicationCode,status,isTesting,revision,occurredOn',
  );
});

it('a status change is a small fact', () => expect(JSON.stringify(done.data).length).toBeLessThan(450));
