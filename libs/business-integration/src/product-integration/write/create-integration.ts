import { Streams } from '@causeway/event-sourcing';
import { type Asked, Vault } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { OutgoingCalls } from '../../ports/outgoing-calls';
import { draftIntegration } from '../domain/configuring';
import { integrationStream } from '../domain/integration';
import { refuseWrongContent } from '../steps/integration-rules';
import { contentAfter, type IntegrationWish } from '../steps/integration-wish';
import { sealedFor } from '../steps/outbound-secret';
import { type IntegrationShown, working } from '../steps/shown';

/** `createProductIntegration` (spec 20): a draft, for its vendor alone. */
export class CreateIntegration extends Command<IntegrationShown> {
  constructor(
    readonly asked: Asked,
    readonly wish: IntegrationWish,
  ) {
    super();
  }
}

@CommandHandler(CreateIntegration)
export class CreateIntegrationHandler implements ICommandHandler<CreateIntegration> {
  constructor(
    private readonly streams: Streams,
    private readonly vault: Vault,
    private readonly calls: OutgoingCalls,
  ) {}

  async execute({ asked, wish }: CreateIntegration): Promise<IntegrationShown> {
    const vendorTenantId = asked.caller.tenantId;
    const integrationId = asked.plainId('integration');
    const content = contentAfter(wish, null, sealedFor(this.vault, integrationId));
    refuseWrongContent(content, (url) => this.calls.accepts(url));
    const stream = integrationStream(integrationId);
    return working(await this.streams.transact(stream, draftIntegration({ integrationId, vendorTenantId }, content), asked.act));
  }
}
