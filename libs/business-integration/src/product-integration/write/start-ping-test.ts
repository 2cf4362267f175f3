import { Streams } from '@causeway/event-sourcing';
import type { Asked } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { isId } from '../../written';
import { startTest } from '../domain/configuring';
import { integrationStream, type KnownIntegration } from '../domain/integration';
import type { IntegrationVersion } from '../domain/integration.events';
import { ownIntegration, unknownIntegration } from '../steps/own-integration';
import { type IntegrationShown, shownAs } from '../steps/shown';

/** `triggerProductIntegrationPingTest` (spec 20): on the record now, sent in the background. */
export class StartPingTest extends Command<IntegrationShown> {
  constructor(
    readonly asked: Asked,
    readonly integrationId: string,
    readonly version: IntegrationVersion,
    readonly eventTypes: readonly string[],
  ) {
    super();
  }

  get subject(): string {
    return `integration:${this.integrationId}`;
  }
}

@CommandHandler(StartPingTest)
export class StartPingTestHandler implements ICommandHandler<StartPingTest> {
  constructor(private readonly streams: Streams) {}

  async execute({ asked, integrationId, version, eventTypes }: StartPingTest): Promise<IntegrationShown> {
    if (!isId(integrationId)) throw unknownIntegration();
    const guard = ownIntegration(asked.caller.tenantId);
    const decide = startTest(asked.plainId('ping-test'), version, eventTypes);
    const { state } = await this.streams.transact(integrationStream(integrationId), decide, asked.act, { guard });
    return shownAs(version, state as KnownIntegration)!;
  }
}
