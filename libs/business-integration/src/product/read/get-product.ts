import { Streams } from '@causeway/event-sourcing';
import type { Caller } from '@causeway/platform';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { sameTenant } from '../../order/domain/parties';
import { purchaseStream } from '../../purchase/domain/purchase';
import { isId } from '../../written';
import { type KnownProduct, productStream } from '../domain/product';
import { unknownProduct } from '../steps/guards';
import { type ProductBody, productBody } from './product-body';

/** One product: a draft for its vendor, one withdrawn also for those who have it, a published one for anybody signed in. */
export class GetProduct extends Query<ProductBody> {
  constructor(
    readonly caller: Caller,
    readonly productId: string,
  ) {
    super();
  }
}

@QueryHandler(GetProduct)
export class GetProductHandler implements IQueryHandler<GetProduct> {
  constructor(private readonly streams: Streams) {}

  async execute({ caller, productId }: GetProduct): Promise<ProductBody> {
    if (!isId(productId)) throw unknownProduct();
    const { state, revision } = await this.streams.load(productStream(productId));
    if (state.status === 'absent' || !(await this.visible(state, caller))) throw unknownProduct();
    return productBody(state, revision);
  }

  private async visible(product: KnownProduct, { tid, isOperator }: Caller): Promise<boolean> {
    if (product.status === 'published' || isOperator) return true;
    if (tid === null) return false;
    if (sameTenant(product.vendorTenantId, tid)) return true;
    return product.status === 'withdrawn' && (await this.streams.load(purchaseStream(tid, product.productId))).state.live.length > 0;
  }
}
