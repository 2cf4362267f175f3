import { Streams, Views, view } from '@causeway/event-sourcing';
import { type Caller, type ListQuery, type Page, Paging } from '@causeway/platform';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Schema } from 'mongoose';
import { notYours } from '../domain/standing-over';
import { known, tenantStream } from '../domain/tenant';
import type { Options, TenantRole } from '../domain/tenant.events';
import { OPERATOR } from '../domain/tenant-id';
import type { KnownTemplate } from '../domain/tenant-template';
import type { TenantTemplateEvent } from '../domain/tenant-template.events';

export type TemplateShown = Readonly<{
  code: string;
  roles: readonly TenantRole[];
  language: string | null;
  options: Options;
  ownerTenantId: string;
  createdOn: string;
  createdBy: string;
  revision: number;
}>;

export const showTemplate = (template: Omit<KnownTemplate, 'status'>, revision: number): TemplateShown => {
  const { code, roles, language, options, ownerTenantId, createdOn, createdBy } = template;
  return { code, roles, language, options, ownerTenantId, createdOn, createdBy, revision };
};

/** The options are kept as text: their keys are anybody's. */
type TemplateDocument = Omit<TemplateShown, 'options'> & Readonly<{ options: string; owner: string; byCode: string }>;

export const tenantTemplateList = view<TenantTemplateEvent, TemplateDocument>({
  name: 'tenant-template-list',
  version: 2,
  categories: ['tenanttemplate'],
  keys: ({ data }) => [`${data.ownerTenantId.toLowerCase()}.${data.code.toLowerCase()}`],
  fold: (_, { data, occurredOn, meta, revision }) => ({
    ...showTemplate({ ...data, createdOn: occurredOn, createdBy: meta.actor }, revision),
    options: JSON.stringify(data.options),
    owner: data.ownerTenantId.toLowerCase(),
    byCode: data.code.toLowerCase(),
  }),
  schema: new Schema({ _id: String, owner: String, byCode: String }, { strict: false, versionKey: false }).index({
    owner: 1,
    byCode: 1,
    _id: 1,
  }),
});

/** `GET /api/v1/tenant-templates`: one's own, and for a reseller the operator's too. By code, ascending. */
export class ListTenantTemplates extends Query<Page<TemplateShown>> {
  constructor(
    readonly caller: Caller,
    readonly query: ListQuery,
  ) {
    super();
  }
}

@QueryHandler(ListTenantTemplates)
export class ListTenantTemplatesHandler implements IQueryHandler<ListTenantTemplates> {
  constructor(
    private readonly views: Views,
    private readonly paging: Paging,
    private readonly streams: Streams,
  ) {}

  async execute({ caller, query }: ListTenantTemplates): Promise<Page<TemplateShown>> {
    const { state } = await this.streams.load(tenantStream(caller.tenantId));
    if (!caller.isOperator && !known(state).roles.includes('reseller')) throw notYours();
    const owners = [...new Set([caller.tenantId.toLowerCase(), OPERATOR])];
    const request = {
      // A branch for each: from one owner's templates the index gives them in order.
      filter: { $or: owners.map((owner) => ({ owner })) },
      order: [['byCode', 1] as const, ['_id', 1] as const],
      query,
      bind: [caller.tenantId, 'tenant-templates'],
    };
    return this.paging.page(this.views.model(tenantTemplateList), request, (document: TemplateDocument) =>
      showTemplate({ ...document, options: JSON.parse(document.options) }, document.revision),
    );
  }
}
