import { Streams, Views, view } from '@causeway/event-sourcing';
import { type Caller, type ListQuery, type Page, Paging } from '@causeway/platform';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Schema } from 'mongoose';
import { type KnownTenant, tenant, tenantStream } from '../domain/tenant';
import type { TenantEvent } from '../domain/tenant.events';
import { summarize, type TenantSummary } from './tenant-shown';

/** `under` (small letters): the reseller who sees it in a list, which a reseller itself is of itself; null for the operator's own. */
type TenantDocument = Omit<KnownTenant, 'options'> & Readonly<{ under: string | null; revision: number }>;

export const tenantList = view<TenantEvent, TenantDocument>({
  name: 'tenant-list',
  version: 1,
  categories: ['tenant'],
  keys: (fact) => [fact.data.tenantId.toLowerCase()],
  fold: (document, fact) => {
    const after = tenant.evolve(document === null ? { status: 'absent' } : { ...document, options: {} }, fact);
    if (after.status === 'absent') return null;
    const { options: _, ...listed } = after;
    const under = after.resellerId ?? (after.roles.includes('reseller') ? after.tenantId : null);
    return { ...listed, under: under?.toLowerCase() ?? null, revision: fact.revision };
  },
  schema: new Schema({ _id: String, under: String }, { strict: false, versionKey: false }).index({ under: 1, _id: 1 }),
});

/** `GET /api/v1/tenants`: the operator sees all, a reseller those under it and itself, everybody else itself. By tenantId, ascending. */
export class ListTenants extends Query<Page<TenantSummary>> {
  constructor(
    readonly caller: Caller,
    readonly query: ListQuery,
  ) {
    super();
  }
}

@QueryHandler(ListTenants)
export class ListTenantsHandler implements IQueryHandler<ListTenants> {
  constructor(
    private readonly views: Views,
    private readonly paging: Paging,
    private readonly streams: Streams,
  ) {}

  async execute({ caller, query }: ListTenants): Promise<Page<TenantSummary>> {
    const filter = caller.isOperator ? {} : await this.ownOf(caller.tenantId);
    const request = { filter, order: [['_id', 1]] as const, query, bind: [caller.tenantId, 'tenants'] };
    return this.paging.page(this.views.model(tenantList), request, (document: TenantDocument) =>
      summarize({ ...document, options: {} }, document.revision),
    );
  }

  private async ownOf(tenantId: string): Promise<Record<string, string>> {
    const { state } = await this.streams.load(tenantStream(tenantId));
    const isReseller = state.status !== 'absent' && state.roles.includes('reseller');
    return { [isReseller ? 'under' : '_id']: tenantId.toLowerCase() };
  }
}
