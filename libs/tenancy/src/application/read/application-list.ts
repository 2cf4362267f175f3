import { Views, view } from '@causeway/event-sourcing';
import { type Caller, type ListQuery, type Page, Paging } from '@causeway/platform';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Schema } from 'mongoose';
import type { ApplicationEvent } from '../domain/application.events';
import { type ApplicationShown, showApplication } from './application-shown';

/** `vendor`: the vendor's tenantId in small letters. */
type ApplicationDocument = ApplicationShown & Readonly<{ vendor: string }>;

export const applicationList = view<ApplicationEvent, ApplicationDocument>({
  name: 'application-list',
  version: 1,
  categories: ['application'],
  keys: (fact) => [fact.data.applicationCode],
  fold: (_, { data, occurredOn, meta, revision }) => ({
    ...showApplication({ ...data, createdOn: occurredOn, createdBy: meta.actor }, revision),
    vendor: data.vendorTenantId.toLowerCase(),
  }),
  schema: new Schema({ _id: String, vendor: String }, { strict: false, versionKey: false }).index({ vendor: 1, _id: 1 }),
});

/** `GET /api/v1/applications`: a partner's own, all for the operator. By code, ascending. */
export class ListApplications extends Query<Page<ApplicationShown>> {
  constructor(
    readonly caller: Caller,
    readonly query: ListQuery,
  ) {
    super();
  }
}

@QueryHandler(ListApplications)
export class ListApplicationsHandler implements IQueryHandler<ListApplications> {
  constructor(
    private readonly views: Views,
    private readonly paging: Paging,
  ) {}

  execute({ caller, query }: ListApplications): Promise<Page<ApplicationShown>> {
    const filter = caller.isOperator ? {} : { vendor: caller.tenantId.toLowerCase() };
    const request = { filter, order: [['_id', 1]] as const, query, bind: [caller.tenantId, 'applications'] };
    return this.paging.page(this.views.model(applicationList), request, (document: ApplicationDocument) =>
      showApplication(document, document.revision),
    );
  }
}
