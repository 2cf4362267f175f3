import { Views } from '@causeway/event-sourcing';
import { type Caller, type ListQuery, type Page, Paging } from '@causeway/platform';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type IntegrationShown, shownAs } from '../steps/shown';
import { type IntegrationListed, integrationList } from './integration-list';

/** One's own integrations, the newest first. */
export class ListIntegrations extends Query<Page<IntegrationShown>> {
  constructor(
    readonly caller: Caller,
    readonly page: ListQuery,
  ) {
    super();
  }
}

@QueryHandler(ListIntegrations)
export class ListIntegrationsHandler implements IQueryHandler<ListIntegrations> {
  constructor(
    private readonly views: Views,
    private readonly paging: Paging,
  ) {}

  async execute({ caller, page: query }: ListIntegrations): Promise<Page<IntegrationShown>> {
    const filter = caller.isOperator ? {} : { vendorId: caller.tenantId.toLowerCase() };
    const order = [
      ['createdOn', -1],
      ['_id', -1],
    ] as const;
    const bind = [caller.tid, 'integrations'];
    return this.paging.page<IntegrationListed, IntegrationShown>(
      this.views.model(integrationList),
      { filter, order, query, bind },
      (one) => shownAs('WORKING', one)!,
    );
  }
}
