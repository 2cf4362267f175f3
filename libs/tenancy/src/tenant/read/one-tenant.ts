import { Streams } from '@causeway/event-sourcing';
import type { Caller } from '@causeway/platform';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { seenBy } from '../domain/standing-over';
import { tenantStream } from '../domain/tenant';
import { showTenant, type TenantShown } from './tenant-shown';

/** `GET /api/v1/tenants/{tenantId}`: as new as the record. */
export class GetTenant extends Query<TenantShown> {
  constructor(
    readonly caller: Caller,
    readonly tenantId: string,
  ) {
    super();
  }
}

@QueryHandler(GetTenant)
export class GetTenantHandler implements IQueryHandler<GetTenant> {
  constructor(private readonly streams: Streams) {}

  async execute({ caller, tenantId }: GetTenant): Promise<TenantShown> {
    const { state, revision } = await this.streams.load(tenantStream(tenantId));
    return showTenant(seenBy(caller)(state), revision);
  }
}
