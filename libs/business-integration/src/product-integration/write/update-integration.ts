import { Streams } from '@causeway/event-sourcing';
import { type Asked, Vault } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { OutgoingCalls } from '../../ports/outgoing-calls';
import { isId } from '../../written';
import { reviseIntegration } from '../domain/configuring';
import { integrationStream } from '../domain/integration';
import { refuseWrongContent } from '../steps/integration-rules';
import { contentAfter, type IntegrationWish } from '../steps/integration-wish';
import { sealedFor } from '../steps/outbound-secret';
import { editableBy, unknownIntegration } from '../steps/own-integration';
import { type IntegrationShown, working } from '../steps/shown';

/** `updateProductIntegration` (spec 20): what is named changes in the draft; what is published stays. */
export class UpdateIntegration extends Command<IntegrationShown> {
  constructor(
    readonly asked: Asked,
    readonly integrationId: string,
    readonly wish: IntegrationWish,
  ) {
    super();
  }

  get subject(): string {
    return `integration:${this.integrationId}`;
  }
}

@CommandHandler(UpdateIntegration)
export class UpdateIntegrationHandler implements ICommandHandler<UpdateIntegration> {
  constructor(
    private readonly streams: Streams,
    private readonly vault: Vault,
    private readonly calls: OutgoingCalls,
  ) {}

  async execute({ asked: { act, caller }, integrationId, wish }: UpdateIntegration): Promise<IntegrationShown> {
    if (!isId(integrationId)) throw unknownIntegration();
    const seal = sealedFor(this.vault, integrationId);
    const decide = reviseIntegration((former) => {
      const content = contentAfter(wish, former, seal);
      refuseWrongContent(content, (url) => this.calls.accepts(url));
      return content;
    });
    return working(await this.streams.transact(integrationStream(integrationId), decide, act, { guard: editableBy(caller) }));
  }
}
