import { Views } from '@causeway/event-sourcing';
import { forbidden } from '@causeway/event-sourcing/model';
import type { Caller, ListQuery, Page } from '@causeway/platform';
import { Paging } from '@causeway/platform';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { onlookerOf } from '../../onlooker';
import type { SystemStatus } from '../domain/order.events';
import { OrderBodies, type OrderBody } from './order-body';
import { BY, type OrderListed, orderList } from './order-list';

export type OrderAccessType = 'Vendor' | 'Customer' | 'Operator';
export type OrderFilters = Readonly<{
  orderAccessType: OrderAccessType;
  includeTestingOrders?: boolean;
  systemStatus?: 'Released' | SystemStatus;
  createdFrom?: string;
  createdTo?: string;
  productId?: string;
  subscriptionId?: string;
}>;

/** `GET /api/v1/orders` (spec 20). */
export class ListOrders extends Query<Page<OrderBody>> {
  constructor(
    readonly caller: Caller,
    readonly filters: OrderFilters,
    readonly page: ListQuery,
  ) {
    super();
  }
}

@QueryHandler(ListOrders)
export class ListOrdersHandler implements IQueryHandler<ListOrders> {
  constructor(
    private readonly views: Views,
    private readonly paging: Paging,
    private readonly bodies: OrderBodies,
  ) {}

  async execute({ caller, filters, page: query }: ListOrders): Promise<Page<OrderBody>> {
    const { orderAccessType, includeTestingOrders = false, systemStatus, createdFrom, createdTo, productId, subscriptionId } = filters;
    const filter = {
      ...whose(caller, orderAccessType),
      ...(includeTestingOrders ? {} : { isTesting: false }),
      ...(systemStatus === undefined ? {} : { status: systemStatus }),
      ...(productId === undefined ? {} : { productId }),
      ...(subscriptionId === undefined ? {} : { subscriptionId }),
      ...between(createdFrom, createdTo),
    };
    const bind = [
      caller.tid,
      'orders',
      orderAccessType,
      includeTestingOrders,
      systemStatus,
      createdFrom,
      createdTo,
      productId,
      subscriptionId,
    ];
    const order = [
      ['createdOn', -1],
      ['_id', -1],
    ] as const;
    const page = await this.paging.page<OrderListed, OrderListed>(
      this.views.model(orderList),
      { filter, order, query, hint: indexFor(filters), bind },
      (one) => one,
    );
    return { ...page, items: await Promise.all(page.items.map((one) => this.bodies.of(one, one.revision))) };
  }
}

/** The one that leads to the fewest. A customer has fewer orders than a product. */
const indexFor = ({ orderAccessType, systemStatus, productId, subscriptionId }: OrderFilters) => {
  if (subscriptionId !== undefined) return BY.subscription;
  const by = (whole: keyof typeof BY, ofStatus: keyof typeof BY) => BY[systemStatus === undefined ? whole : ofStatus];
  if (orderAccessType === 'Customer') return by('customer', 'customerAndStatus');
  if (productId !== undefined) return by('product', 'productAndStatus');
  return orderAccessType === 'Vendor' ? by('vendor', 'vendorAndStatus') : by('newest', 'status');
};

const whose = (caller: Caller, access: OrderAccessType): Record<string, unknown> => {
  const { tenantId, application } = onlookerOf(caller);
  switch (access) {
    case 'Operator':
      caller.operatorOnly();
      return {};
    case 'Vendor':
      return { vendorId: tenantId.toLowerCase() };
    case 'Customer':
      if (application) throw forbidden('order.vendor-account', 'An application acts for its vendor: ask with orderAccessType=Vendor.');
      return { customerId: tenantId.toLowerCase() };
  }
};

/** From is inclusive, to is exclusive. */
const between = (from?: string, to?: string) =>
  from === undefined && to === undefined
    ? {}
    : { createdOn: { ...(from === undefined ? {} : { $gte: from }), ...(to === undefined ? {} : { $lt: to }) } };
