import { Streams } from '@causeway/event-sourcing';
import type { Caller } from '@causeway/platform';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { sameTenant } from '../../order/domain/parties';
import { isId } from '../../written';
import { integrationStream } from '../domain/integration';
import type { IntegrationVersion } from '../domain/integration.events';
import { type IntegrationShown, shownAs } from '../steps/shown';

/** One version of one's own integration; null for what is unknown, another vendor's, or has no such version. */
export class GetIntegration extends Query<IntegrationShown | null> {
  constructor(
    readonly caller: Caller,
    readonly integrationId: string,
    readonly version: IntegrationVersion,
  ) {
    super();
  }
}

@QueryHandler(GetIntegration)
export class GetIntegrationHandler implements IQueryHandler<GetIntegration> {
  constructor(private readonly streams: Streams) {}

  async execute({ caller, integrationId, version }: GetIntegration): Promise<IntegrationShown | null> {
    if (!isId(integrationId)) return null;
    const { state } = await this.streams.load(integrationStream(integrationId));
    if (state.status !== 'live') return null;
    return caller.isOperator || sameTenant(state.vendorTenantId, caller.tenantId) ? shownAs(version, state) : null;
  }
}
