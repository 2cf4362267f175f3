import { Streams } from '@causeway/event-sourcing';
import type { Act } from '@causeway/event-sourcing/model';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { productStream } from '../domain/product';
import { free, productCodeStream } from '../domain/product-code';

/** Asked by a policy when a product has got another code; not done when it has taken the old one back since. */
export class FreeProductCode extends Command<void> {
  constructor(
    readonly productId: string,
    readonly vendorTenantId: string,
    readonly code: string,
    readonly act: Act,
  ) {
    super();
  }
}

@CommandHandler(FreeProductCode)
export class FreeProductCodeHandler implements ICommandHandler<FreeProductCode> {
  constructor(private readonly streams: Streams) {}

  async execute({ productId, vendorTenantId, code, act }: FreeProductCode): Promise<void> {
    const { state } = await this.streams.load(productStream(productId));
    if (state.status !== 'absent' && state.code?.toLowerCase() === code.toLowerCase()) return;
    await this.streams.transact(productCodeStream(vendorTenantId, code), free(productId, vendorTenantId, code), act);
  }
}
