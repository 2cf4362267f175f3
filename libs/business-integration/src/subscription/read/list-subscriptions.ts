import { Views } from '@causeway/event-sourcing';
import { type Caller, type ListQuery, type Page, Paging } from '@causeway/platform';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { onlookerOf } from '../../onlooker';
import type { SubscriptionStatus } from '../domain/subscription.events';
import { type SubscriptionBody, subscriptionBody } from './subscription-body';
import { type SubscriptionListed, subscriptionList } from './subscription-list';

export type SubscriptionFilters = Readonly<{ status?: SubscriptionStatus; productId?: string; includeTesting?: boolean }>;

/** `GET /api/v1/subscriptions` (spec 20): buyer and vendor both list it; the operator lists all. */
export class ListSubscriptions extends Query<Page<SubscriptionBody>> {
  constructor(
    readonly caller: Caller,
    readonly filters: SubscriptionFilters,
    readonly page: ListQuery,
  ) {
    super();
  }
}

@QueryHandler(ListSubscriptions)
export class ListSubscriptionsHandler implements IQueryHandler<ListSubscriptions> {
  constructor(
    private readonly views: Views,
    private readonly paging: Paging,
  ) {}

  async execute({ caller, filters, page: query }: ListSubscriptions): Promise<Page<SubscriptionBody>> {
    const { status, productId, includeTesting = false } = filters;
    const filter = {
      ...whose(caller, productId),
      ...(includeTesting ? {} : { isTesting: false }),
      ...(status === undefined ? {} : { status }),
    };
    const bind = [caller.tid, 'subscriptions', status, productId, includeTesting];
    const order = [
      ['createdOn', -1],
      ['_id', -1],
    ] as const;
    return this.paging.page<SubscriptionListed, SubscriptionBody>(
      this.views.model(subscriptionList),
      { filter, order, query, bind },
      (one) => subscriptionBody(one, one.revision),
    );
  }
}

const whose = (caller: Caller, productId: string | undefined): Record<string, unknown> => {
  const { tenantId, operator, application } = onlookerOf(caller);
  const of = productId === undefined ? {} : { productId };
  if (operator) return of;
  const id = tenantId.toLowerCase();
  const sold = productId === undefined ? { vendorId: id } : { ...of, vendorId: beside(id) };
  const bought = productId === undefined ? { customerId: id } : { customerId: id, productId: beside(productId) };
  return application ? sold : { $or: [bought, sold] };
};

/**
 * Equal, but asked as what is beside the index to go by: a vendor's subscriptions of one product are found by the product, a
 * customer's by the customer. (One hint would be for both halves.)
 */
const beside = (value: string) => ({ $gte: value, $lte: value });
