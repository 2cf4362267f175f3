import { Streams } from '@causeway/event-sourcing';
import type { Asked } from '@causeway/platform';
import { Applications } from '@causeway/tenancy/published';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { isId, type Written } from '../../written';
import { contentOf, type KnownProduct, productStream, revise } from '../domain/product';
import { productCodeStream, take } from '../domain/product-code';
import { type ProductBody, productBody } from '../read/product-body';
import { ownApplication, unknownProduct, vendorOnly } from '../steps/guards';
import { changesFrom, type ProductWish } from '../steps/product-wish';

/** `PATCH /api/v1/products/{productId}` (spec 20): what is named changes, for those who buy from now on. */
export class ReviseProduct extends Command<Written<ProductBody>> {
  constructor(
    readonly asked: Asked,
    readonly productId: string,
    readonly wish: Partial<ProductWish>,
  ) {
    super();
  }

  /** What it is asked of: a refusal is kept there (spec 60). */
  get subject(): string {
    return `product:${this.productId}`;
  }
}

@CommandHandler(ReviseProduct)
export class ReviseProductHandler implements ICommandHandler<ReviseProduct> {
  constructor(
    private readonly streams: Streams,
    private readonly applications: Applications,
  ) {}

  async execute({ asked: { act, caller, ifMatch }, productId, wish }: ReviseProduct): Promise<Written<ProductBody>> {
    const changes = changesFrom(wish);
    const { tenantId } = caller;
    if (!isId(productId)) throw unknownProduct();
    const guard = vendorOnly(tenantId);
    const stream = productStream(productId);
    const decide = revise((product) => ({ ...contentOf(product), ...changes }));
    const { state: seen, revision: at } = await this.streams.load(stream);
    guard(seen);
    const product = seen as KnownProduct;
    const { code } = changes;
    if (ifMatch === null || ifMatch === at) {
      // What the product itself refuses comes before its code is taken; what it refuses later leaves the code with it.
      decide(product);
      if (changes.applicationCode !== undefined) await ownApplication(this.applications, tenantId, changes.applicationCode);
      if (code) await this.streams.transact(productCodeStream(tenantId, code), take(productId, product.vendorTenantId, code, null), act);
    }
    const { state, revision, position } = await this.streams.transact(stream, decide, act, { ifMatch, guard });
    return { body: productBody(state as KnownProduct, revision), revision, position };
  }
}
