import { combinations, listed } from '@causeway/event-sourcing/testing';
import { Caller, Paging, SealedVault } from '@causeway/platform';
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
  const list = new ListSubscriptionsHandler(views, new Paging(new SealedVault(Buffer.alloc(32, 3), undefined as never)));
  const of = (tenantId: string) => new Caller('programs', { kind: 'tenant', tenantId }, tenantId, new Set(['orders']));
  const agent = new Caller(
    'agent',
    { kind: 'application', applicationCode: 'acme.crm', vendorTenantId: 'acme' },
    'acme',
    new Set(['orders']),
  );
  const operator = new Caller('support', { kind: 'operator' }, 'operator', new Set(['orders']));
  const callers = { acme: of('acme'), globex: of('globex'), initech: of('initech'), agent, operator };
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
