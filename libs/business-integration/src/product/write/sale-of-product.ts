import { Streams } from '@causeway/event-sourcing';
import type { Asked } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { isId, type Written } from '../../written';
import { type KnownProduct, productStream, publish, withdraw } from '../domain/product';
import { type ProductBody, productBody } from '../read/product-body';
import { unknownProduct, vendorOnly } from '../steps/guards';

class Sale extends Command<Written<ProductBody>> {
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

/** Puts a product on sale (spec 20); one that was withdrawn comes back by it. */
export class PublishProduct extends Sale {}
/** The end of sale (spec 20): those who have it keep it. */
export class WithdrawProduct extends Sale {}

const decided = async (streams: Streams, decide: typeof publish, { asked, productId }: Sale): Promise<Written<ProductBody>> => {
  const { act, caller, ifMatch } = asked;
  const guard = vendorOnly(caller.tenantId);
  if (!isId(productId)) throw unknownProduct();
  const { state, revision, position } = await streams.transact(productStream(productId), decide, act, { ifMatch, guard });
  return { body: productBody(state as KnownProduct, revision), revision, position };
};

@CommandHandler(PublishProduct)
export class PublishProductHandler implements ICommandHandler<PublishProduct> {
  constructor(private readonly streams: Streams) {}

  execute(command: PublishProduct): Promise<Written<ProductBody>> {
    return decided(this.streams, publish, command);
  }
}

@CommandHandler(WithdrawProduct)
export class WithdrawProductHandler implements ICommandHandler<WithdrawProduct> {
  constructor(private readonly streams: Streams) {}

  execute(command: WithdrawProduct): Promise<Written<ProductBody>> {
    return decided(this.streams, withdraw, command);
  }
}
