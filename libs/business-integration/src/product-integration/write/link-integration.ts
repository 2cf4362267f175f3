import { Streams } from '@causeway/event-sourcing';
import { Rejection } from '@causeway/event-sourcing/model';
import type { Asked } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type KnownProduct, linkIntegration, productStream } from '../../product/domain/product';
import { vendorOnly } from '../../product/steps/guards';
import { isId } from '../../written';
import { link } from '../domain/configuring';
import { integrationStream } from '../domain/integration';
import { agreeOnLink } from '../steps/agree-on-link';
import { ownIntegration, unknownIntegration } from '../steps/own-integration';

/** `linkProductIntegration` (spec 20): the integration knows first, so that it is not deleted under the product; then the product. */
export class LinkIntegration extends Command<KnownProduct> {
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

@CommandHandler(LinkIntegration)
export class LinkIntegrationHandler implements ICommandHandler<LinkIntegration> {
  constructor(private readonly streams: Streams) {}

  async execute({ asked: { act, caller }, productId, integrationId }: LinkIntegration): Promise<KnownProduct> {
    if (!isId(integrationId)) throw unknownIntegration();
    const [product, integration] = [productStream(productId), integrationStream(integrationId)];
    const decide = linkIntegration(integrationId);
    const { state } = await this.streams.load(product);
    vendorOnly(caller.tenantId)(state);
    decide(state);
    await this.streams.transact(integration, link(productId), act, { guard: ownIntegration(caller.tenantId) });
    try {
      const { state: linked } = await this.streams.transact(product, decide, act);
      await agreeOnLink(this.streams, productId, integrationId, act);
      return linked as KnownProduct;
    } catch (error) {
      // Another link was quicker: this one is taken back.
      if (error instanceof Rejection) await agreeOnLink(this.streams, productId, integrationId, act);
      throw error;
    }
  }
}
