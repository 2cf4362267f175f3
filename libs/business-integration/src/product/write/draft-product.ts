import { Streams } from '@causeway/event-sourcing';
import type { Act } from '@causeway/event-sourcing/model';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { draft, productStream } from '../domain/product';
import type { ProductContent } from '../domain/product.events';

/** Asked by a policy, in case the process that took the code died before it drafted the product. */
export class DraftProduct extends Command<void> {
  constructor(
    readonly productId: string,
    readonly vendorTenantId: string,
    readonly content: ProductContent,
    readonly act: Act,
  ) {
    super();
  }
}

@CommandHandler(DraftProduct)
export class DraftProductHandler implements ICommandHandler<DraftProduct> {
  constructor(private readonly streams: Streams) {}

  async execute({ productId, vendorTenantId, content, act }: DraftProduct): Promise<void> {
    await this.streams.transact(productStream(productId), draft(productId, vendorTenantId, content), act);
  }
}
