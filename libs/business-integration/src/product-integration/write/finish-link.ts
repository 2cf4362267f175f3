import { Streams } from '@causeway/event-sourcing';
import { type Act, Rejection } from '@causeway/event-sourcing/model';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { linkIntegration, productStream } from '../../product/domain/product';
import { unlink } from '../domain/configuring';
import { integrationStream } from '../domain/integration';

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
    const integration = integrationStream(integrationId);
    if (because === 'unlinked') {
      const { state } = await this.streams.load(productStream(productId));
      if (state.status !== 'absent' && state.integrationId !== integrationId)
        await this.streams.transact(integration, unlink(productId), act);
      return;
    }
    const { state } = await this.streams.load(integration);
    // Whatever came to the product since then was the other side of the link, or its end.
    if ((await this.streams.load(productStream(productId))).position > since) return;
    if (state.status !== 'live' || !state.products.includes(productId)) return;
    try {
      await this.streams.transact(productStream(productId), linkIntegration(integrationId), act);
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
      await this.streams.transact(integration, unlink(productId), act);
    }
  }
}
