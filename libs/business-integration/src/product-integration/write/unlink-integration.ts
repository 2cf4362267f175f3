import { Streams } from '@causeway/event-sourcing';
import { conflict } from '@causeway/event-sourcing/model';
import type { Asked } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type KnownProduct, productStream, unlinkIntegration } from '../../product/domain/product';
import { vendorOnly } from '../../product/steps/guards';
import { isId } from '../../written';
import { integrationStream } from '../domain/integration';
import { agreeOnLink } from '../steps/agree-on-link';
import { ownIntegration, unknownIntegration } from '../steps/own-integration';

/** `unlinkProductIntegration` (spec 20): the product first; from then on it cannot be bought, if it is fulfilled by events. */
export class UnlinkIntegration extends Command<KnownProduct> {
  constructor(
    readonly asked: Asked,
    readonly productId: string,
    readonly integrationId: string,
  ) {
    super();
  }

  get subject(): string {
    return `product:${this.productId}`;
  }
}

@CommandHandler(UnlinkIntegration)
export class UnlinkIntegrationHandler implements ICommandHandler<UnlinkIntegration> {
  constructor(private readonly streams: Streams) {}

  async execute({ asked: { act, caller }, productId, integrationId }: UnlinkIntegration): Promise<KnownProduct> {
    if (!isId(integrationId)) throw unknownIntegration();
    const integration = integrationStream(integrationId);
    const { state: before } = await this.streams.load(productStream(productId));
    vendorOnly(caller.tenantId)(before);
    ownIntegration(caller.tenantId)((await this.streams.load(integration)).state);
    const linked = (before as KnownProduct).integrationId;
    if (linked !== undefined && linked !== integrationId)
      throw conflict('product.integration-linked', 'The product is linked to another integration.');
    const { state, recorded } = await this.streams.transact(productStream(productId), unlinkIntegration(integrationId), act);
    // Where there was no link, somebody may be making one just now: it is not ours to end.
    if (recorded.length > 0) await agreeOnLink(this.streams, productId, integrationId, act);
    return state as KnownProduct;
  }
}
