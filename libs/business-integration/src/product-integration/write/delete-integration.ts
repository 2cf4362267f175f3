import { Streams } from '@causeway/event-sourcing';
import type { Asked } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { isId } from '../../written';
import { deleteIntegration } from '../domain/configuring';
import { integrationStream } from '../domain/integration';
import { ownIntegration, unknownIntegration } from '../steps/own-integration';

/** `deleteProductIntegration` (spec 20): refused while linked. What orders remember of it stays readable. */
export class DeleteIntegration extends Command<void> {
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

@CommandHandler(DeleteIntegration)
export class DeleteIntegrationHandler implements ICommandHandler<DeleteIntegration> {
  constructor(private readonly streams: Streams) {}

  async execute({ asked: { act, caller }, integrationId }: DeleteIntegration): Promise<void> {
    if (!isId(integrationId)) throw unknownIntegration();
    const guard = ownIntegration(caller.tenantId);
    await this.streams.transact(integrationStream(integrationId), deleteIntegration, act, { guard });
  }
}
