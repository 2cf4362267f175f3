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
      ...whose(caller),
      ...(includeTesting ? {} : { isTesting: false }),
      ...(status === undefined ? {} : { status }),
      ...(productId === undefined ? {} : { productId }),
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

const whose = (caller: Caller): Record<string, unknown> => {
  const { tenantId, operator, application } = onlookerOf(caller);
  if (operator) return {};
  const id = tenantId.toLowerCase();
  return application ? { vendorId: id } : { $or: [{ customerId: id }, { vendorId: id }] };
};
