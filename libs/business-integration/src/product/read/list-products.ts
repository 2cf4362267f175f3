import { Views } from '@causeway/event-sourcing';
import { type Caller, type ListQuery, type Page, Paging } from '@causeway/platform';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type ProductBody, productBody } from './product-body';
import { BY, type ProductListed, productList } from './product-list';

export type ProductFilters = Readonly<{ status?: 'draft' | 'published' | 'withdrawn'; applicationCode?: string }>;

/** The catalogue (spec 20): what is published, for anybody signed in; a vendor also sees all of its own, the operator everything. */
export class ListProducts extends Query<Page<ProductBody>> {
  constructor(
    readonly caller: Caller,
    readonly filters: ProductFilters,
    readonly page: ListQuery,
  ) {
    super();
  }
}

@QueryHandler(ListProducts)
export class ListProductsHandler implements IQueryHandler<ListProducts> {
  constructor(
    private readonly views: Views,
    private readonly paging: Paging,
  ) {}

  async execute({ caller, filters: { status, applicationCode }, page: query }: ListProducts): Promise<Page<ProductBody>> {
    const filter = { ...visibleTo(caller, status), ...(applicationCode === undefined ? {} : { applicationCode }) };
    const hint = applicationCode !== undefined ? BY.application : 'vendorId' in filter ? BY.vendor : undefined;
    const bind = [caller.tid, 'products', status, applicationCode];
    const order = [
      ['createdOn', -1],
      ['_id', -1],
    ] as const;
    return this.paging.page<ProductListed, ProductBody>(this.views.model(productList), { filter, order, query, hint, bind }, (one) =>
      productBody(one, one.revision),
    );
  }
}

const visibleTo = ({ tid, isOperator }: Caller, status: string | undefined): Record<string, unknown> => {
  if (isOperator || status === 'published') return status === undefined ? {} : { status };
  const own = tid === null ? { _id: { $in: [] } } : { vendorId: tid.toLowerCase() };
  if (status !== undefined) return { status, ...own };
  return tid === null ? { status: 'published' } : { $or: [{ status: 'published' }, own] };
};
