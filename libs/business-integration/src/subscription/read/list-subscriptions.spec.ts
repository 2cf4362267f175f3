import { combinations, listed } from '@causeway/event-sourcing/testing';
import { agentOf, of, operator, paging } from '@causeway/platform/testing';
import { ListSubscriptions, ListSubscriptionsHandler } from './list-subscriptions';
import { subscriptionList } from './subscription-list';

const STATUSES = ['ACTIVE', 'CANCELLED', 'FREE_TRIAL'] as const;
/** Acme sells and buys, some of it from itself. */
const subscriptions = Array.from({ length: 900 }, (_, i) => ({
  _id: `subscription-${String(i).padStart(4, '0')}`,
  subscriptionId: `subscription-${String(i).padStart(4, '0')}`,
  vendorId: ['acme', 'initech', 'initech'][i % 3],
  customerId: ['acme', 'globex', 'hooli', 'acme'][i % 4],
  status: STATUSES[i % 3],
  isTesting: i % 5 === 0,
  productId: `product-${i % 7}`,
  createdOn: new Date(1.7e12 + Math.floor(i / 3) * 1000).toISOString(),
}));
const newest = [...subscriptions].reverse();

it('the list of subscriptions answers every question from an index, whole and in order', async () => {
  const { views, faultOf, close } = await listed(subscriptionList, subscriptions);
  const list = new ListSubscriptionsHandler(views, paging());
  const callers = {
    acme: of('acme', 'orders'),
    globex: of('globex', 'orders'),
    initech: of('initech', 'orders'),
    agent: agentOf('acme.crm', 'acme', 'acme', 'orders'),
    operator,
  };
  for (const asked of combinations({
    caller: ['acme', 'globex', 'initech', 'agent', 'operator'] as const,
    includeTesting: [undefined, true],
    status: [undefined, ...STATUSES],
    productId: [undefined, 'product-4'],
  })) {
    const { caller = 'acme', ...filters } = asked;
    const wanted = newest.filter(
      ({ vendorId, customerId, isTesting, status, productId }) =>
        (caller === 'operator' || vendorId === (caller === 'agent' ? 'acme' : caller) || customerId === caller) &&
        (filters.includeTesting || !isTesting) &&
        (filters.status === undefined || status === filters.status) &&
        (filters.productId === undefined || productId === filters.productId),
    );
    const fault = await faultOf((query) => list.execute(new ListSubscriptions(callers[caller], filters, query)), wanted);
    expect([asked, fault]).toEqual([asked, null]);
  }
  await close();
});
