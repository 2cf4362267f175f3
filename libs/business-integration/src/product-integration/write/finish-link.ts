import { Streams } from '@causeway/event-sourcing';
import { type Act, Rejection } from '@causeway/event-sourcing/model';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { linkIntegration, productStream } from '../../product/domain/product';
import { integrationStream } from '../domain/integration';
import { agreeOnLink } from '../steps/agree-on-link';

/** Asked by a policy: a link or its end that one side has and the other may not, after a crash between the two. */
export class FinishLink extends Command<void> {
  constructor(
    readonly productId: string,
    readonly integrationId: string,
    readonly because: 'linked' | 'unlinked',
    /** Where on the record the first side is. */
    readonly since: number,
    readonly act: Act,
  ) {
    super();
  }
}

@CommandHandler(FinishLink)
export class FinishLinkHandler implements ICommandHandler<FinishLink> {
  constructor(private readonly streams: Streams) {}

  async execute({ productId, integrationId, because, since, act }: FinishLink): Promise<void> {
    if (because === 'linked') {
      const { state, position } = await this.streams.load(productStream(productId));
      const { state: integration } = await this.streams.load(integrationStream(integrationId));
      const wanted = integration.status === 'live' && integration.products.includes(productId);
      // Whatever came to the product since then was the other side of the link, or its end.
      if (wanted && state.status !== 'absent' && position <= since) await this.link(productId, integrationId, act);
    }
    await agreeOnLink(this.streams, productId, integrationId, act);
  }

  private async link(productId: string, integrationId: string, act: Act): Promise<void> {
    try {
      await this.streams.transact(productStream(productId), linkIntegration(integrationId), act);
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
    }
  }
}
