import { Streams } from '@causeway/event-sourcing';
import type { Asked } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { isId } from '../../written';
import { publishIntegration } from '../domain/configuring';
import { integrationStream, type KnownIntegration } from '../domain/integration';
import { editableBy, unknownIntegration } from '../steps/own-integration';
import { type IntegrationShown, shownAs } from '../steps/shown';

/** `publishProductIntegration` (spec 20): the draft as it stands becomes the snapshot that products are linked to. */
export class PublishIntegration extends Command<IntegrationShown> {
  constructor(
    readonly asked: Asked,
    readonly integrationId: string,
  ) {
    super();
  }

  get subject(): string {
    return `integration:${this.integrationId}`;
  }
}

@CommandHandler(PublishIntegration)
export class PublishIntegrationHandler implements ICommandHandler<PublishIntegration> {
  constructor(private readonly streams: Streams) {}

  async execute({ asked: { act, caller }, integrationId }: PublishIntegration): Promise<IntegrationShown> {
    if (!isId(integrationId)) throw unknownIntegration();
    const guard = editableBy(caller);
    const { state } = await this.streams.transact(integrationStream(integrationId), publishIntegration, act, { guard });
    return shownAs('PUBLISHED', state as KnownIntegration)!;
  }
}
