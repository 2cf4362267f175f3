import { Streams } from '@causeway/event-sourcing';
import type { Asked } from '@causeway/platform';
import { Applications } from '@causeway/tenancy/published';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Written } from '../../written';
import { draft, type KnownProduct, productStream } from '../domain/product';
import { productCodeStream, take } from '../domain/product-code';
import { type ProductBody, productBody } from '../read/product-body';
import { ownApplication } from '../steps/guards';
import { contentFrom, type ProductWish } from '../steps/product-wish';

/** `POST /api/v1/products` (spec 20). The code is taken first, together with the draft, so that a crash between the two can be mended. */
export class CreateProduct extends Command<Written<ProductBody>> {
  constructor(
    readonly asked: Asked,
    readonly wish: ProductWish,
  ) {
    super();
  }
}

@CommandHandler(CreateProduct)
export class CreateProductHandler implements ICommandHandler<CreateProduct> {
  constructor(
    private readonly streams: Streams,
    private readonly applications: Applications,
  ) {}

  async execute({ asked, wish }: CreateProduct): Promise<Written<ProductBody>> {
    const content = contentFrom(wish);
    const { act, caller } = asked;
    const { tenantId } = caller;
    const productId = asked.id('product');
    const { code } = content;
    if (code !== null) {
      // A taken code is 409 and comes before an unknown application, which is 422.
      take(productId, tenantId, code, content)((await this.streams.load(productCodeStream(tenantId, code))).state);
    }
    await ownApplication(this.applications, tenantId, content.applicationCode);
    if (code !== null) await this.streams.transact(productCodeStream(tenantId, code), take(productId, tenantId, code, content), act);
    const { state, revision, position } = await this.streams.transact(productStream(productId), draft(productId, tenantId, content), act);
    return { body: productBody(state as KnownProduct, revision), revision, position };
  }
}
