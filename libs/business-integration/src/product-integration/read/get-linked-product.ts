import { Streams } from '@causeway/event-sourcing';
import type { Caller } from '@causeway/platform';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { sameTenant } from '../../order/domain/parties';
import { type KnownProduct, productStream } from '../../product/domain/product';
import { isId } from '../../written';

/** One's own product, for GraphQL; null for every other. */
export class GetLinkedProduct extends Query<KnownProduct | null> {
  constructor(
    readonly caller: Caller,
    readonly productId: string,
  ) {
    super();
  }
}

@QueryHandler(GetLinkedProduct)
export class GetLinkedProductHandler implements IQueryHandler<GetLinkedProduct> {
  constructor(private readonly streams: Streams) {}

  async execute({ caller, productId }: GetLinkedProduct): Promise<KnownProduct | null> {
    if (!isId(productId)) return null;
    const { state } = await this.streams.load(productStream(productId));
    if (state.status === 'absent') return null;
    return caller.isOperator || sameTenant(state.vendorTenantId, caller.tenantId) ? state : null;
  }
}
