import { Streams } from '@causeway/event-sourcing';
import type { Asked } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { isId, type Written } from '../../written';
import { type KnownProduct, productStream, publish } from '../domain/product';
import { type ProductBody, productBody } from '../read/product-body';
import { unknownProduct, vendorOnly } from '../steps/guards';

/** Puts a product on sale (spec 20); one that was withdrawn comes back by it. */
export class PublishProduct extends Command<Written<ProductBody>> {
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

@CommandHandler(PublishProduct)
export class PublishProductHandler implements ICommandHandler<PublishProduct> {
  constructor(private readonly streams: Streams) {}

  async execute({ asked: { act, caller, ifMatch }, productId }: PublishProduct): Promise<Written<ProductBody>> {
    const guard = vendorOnly(caller.tenantId);
    if (!isId(productId)) throw unknownProduct();
    const { state, revision, position } = await this.streams.transact(productStream(productId), publish, act, { ifMatch, guard });
    return { body: productBody(state as KnownProduct, revision), revision, position };
  }
}
