import { Streams } from '@causeway/event-sourcing';
import type { Asked } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { isId, type Written } from '../../written';
import { type KnownProduct, productStream, withdraw } from '../domain/product';
import { type ProductBody, productBody } from '../read/product-body';
import { unknownProduct, vendorOnly } from '../steps/guards';

/** The end of sale (spec 20): those who have it keep it. */
export class WithdrawProduct extends Command<Written<ProductBody>> {
  constructor(
    readonly asked: Asked,
    readonly productId: string,
  ) {
    super();
  }

  /** What it is asked of: a refusal is kept there (spec 60). */
  get subject(): string {
    return `product:${this.productId}`;
  }
}

@CommandHandler(WithdrawProduct)
export class WithdrawProductHandler implements ICommandHandler<WithdrawProduct> {
  constructor(private readonly streams: Streams) {}

  async execute({ asked: { act, caller, ifMatch }, productId }: WithdrawProduct): Promise<Written<ProductBody>> {
    const guard = vendorOnly(caller.tenantId);
    if (!isId(productId)) throw unknownProduct();
    const { state, revision, position } = await this.streams.transact(productStream(productId), withdraw, act, { ifMatch, guard });
    return { body: productBody(state as KnownProduct, revision), revision, position };
  }
}
