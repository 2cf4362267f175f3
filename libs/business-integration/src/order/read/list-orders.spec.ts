import { combinations, listed } from '@causeway/event-sourcing/testing';
import { of, operator, paging } from '@causeway/platform/testing';
import { ListOrders, ListOrdersHandler, type OrderFilters } from './list-orders';
import type { OrderBodies } from './order-body';
import { orderList } from './order-list';

const STATUSES = ['Released', 'Validation', 'Done', 'Fail'] as const;
const orders = Array.from({ length: 900 }, (_, i) => ({
  _id: `order-${String(i).padStart(4, '0')}`,
  vendorId: ['acme', 'acme', 'initech'][i % 3],
  customerId: ['globex', 'hooli'][i % 2],
  status: STATUSES[i % 4],
  isTesting: i % 5 === 0,
  productId: `product-${i % 11}`,
  subscriptionId: `subscription-${Math.floor(i / 2)}`,
  createdOn: new Date(1.7e12 + Math.floor(i / 3) * 1000).toISOString(),
}));
const newest = [...orders].reverse();
const wantedBy = (filters: OrderFilters) => {
  const { orderAccessType, includeTestingOrders, systemStatus, createdFrom, productId, subscriptionId } = filters;
  return newest.filter(
    (one) =>
      (orderAccessType !== 'Vendor' || one.vendorId === 'acme') &&
      (orderAccessType !== 'Customer' || one.customerId === 'globex') &&
      (includeTestingOrders || !one.isTesting) &&
      (systemStatus === undefined || one.status === systemStatus) &&
      (createdFrom === undefined || one.createdOn >= createdFrom) &&
      (productId === undefined || one.productId === productId) &&
      (subscriptionId === undefined || one.subscriptionId === subscriptionId),
  );
};

it('the list of orders answers every question from an index, whole and in order', async () => {
  const { views, faultOf, close } = await listed(orderList, orders);
  const list = new ListOrdersHandler(views, paging(), { of: async (one: object) => one } as unknown as OrderBodies);
  const caller = { Vendor: of('acme', 'orders'), Customer: of('globex', 'orders'), Operator: operator };
  const asked = combinations({
    orderAccessType: ['Vendor', 'Customer', 'Operator'] as const,
    includeTestingOrders: [undefined, true],
    systemStatus: [undefined, 'Validation'] as const,
    createdFrom: [undefined, orders[300]!.createdOn],
    productId: [undefined, 'product-4'],
    subscriptionId: [undefined, 'subscription-261'],
  }) as OrderFilters[];
  for (const filters of asked) {
    const fault = await faultOf(
      (query) => list.execute(new ListOrders(caller[filters.orderAccessType], filters, query)),
      wantedBy(filters),
      '_id',
    );
    expect([filters, fault]).toEqual([filters, null]);
  }
  await close();
});
