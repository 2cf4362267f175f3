import { combinations, listed } from '@causeway/event-sourcing/testing';
import { agentOf, of, operator, paging } from '@causeway/platform/testing';
import { ListProducts, ListProductsHandler, type ProductFilters } from './list-products';
import { productList } from './product-list';

const STATUSES = ['draft', 'published', 'withdrawn'] as const;
const products = Array.from({ length: 900 }, (_, i) => ({
  _id: `product-${String(i).padStart(4, '0')}`,
  productId: `product-${String(i).padStart(4, '0')}`,
  vendorId: ['acme', 'initech', 'initech'][i % 3],
  vendorTenantId: ['acme', 'initech', 'initech'][i % 3],
  status: STATUSES[i % 4] ?? 'published',
  applicationCode: [
    ['acme.crm', 'initech.mail', 'initech.erp'],
    ['acme.erp', 'initech.mail', 'initech.erp'],
  ][i % 2]![i % 3],
  editions: [],
  addons: [],
  purchaseForm: [],
  createdOn: new Date(1.7e12 + Math.floor(i / 3) * 1000).toISOString(),
}));
const newest = [...products].reverse();

it('the catalogue answers every question from an index, whole and in order', async () => {
  const { views, faultOf, close } = await listed(productList, products);
  const list = new ListProductsHandler(views, paging());
  const callers = { acme: of('acme'), globex: of('globex'), master: agentOf('acme.crm', 'acme', null), operator };
  for (const asked of combinations({
    caller: ['acme', 'globex', 'master', 'operator'] as const,
    status: [undefined, ...STATUSES],
    applicationCode: [undefined, 'acme.crm', 'initech.erp'],
  })) {
    const { caller = 'acme', ...filters } = asked;
    const wanted = newest.filter(
      ({ vendorId, status, applicationCode }) =>
        (caller === 'operator' || status === 'published' || vendorId === caller) &&
        (filters.status === undefined || status === filters.status) &&
        (filters.applicationCode === undefined || applicationCode === filters.applicationCode),
    );
    const fault = await faultOf(
      (query) => list.execute(new ListProducts(callers[caller], filters as ProductFilters, query)),
      wanted,
      'productId',
    );
    expect([asked, fault]).toEqual([asked, null]);
  }
  await close();
});
