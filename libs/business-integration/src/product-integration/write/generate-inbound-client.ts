import { Streams } from '@causeway/event-sourcing';
import { type Asked, Vault } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { isId } from '../../written';
import { generateClient } from '../domain/configuring';
import { clientIdOf } from '../domain/inbound-client';
import { integrationStream, type KnownIntegration } from '../domain/integration';
import { editableBy, unknownIntegration } from '../steps/own-integration';

export type InboundClientShown = { clientId: string; clientSecret: string; createdOn: string };

const DAY = 86_400_000;

/** `generateProductIntegrationInboundClient` (spec 20): the secret is shown only now; the former client works a day more. */
export class GenerateInboundClient extends Command<InboundClientShown> {
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

@CommandHandler(GenerateInboundClient)
export class GenerateInboundClientHandler implements ICommandHandler<GenerateInboundClient> {
  constructor(
    private readonly streams: Streams,
    private readonly vault: Vault,
  ) {}

  async execute({ asked, integrationId }: GenerateInboundClient): Promise<InboundClientShown> {
    if (!isId(integrationId)) throw unknownIntegration();
    const { act, caller } = asked;
    const clientId = clientIdOf(integrationId, asked.secret('client-id'));
    const clientSecret = asked.secret('client-secret');
    const formerEndOn = new Date(Date.parse(act.at) + DAY).toISOString();
    const decide = generateClient(clientId, this.vault.hash(clientSecret), formerEndOn);
    const { state } = await this.streams.transact(integrationStream(integrationId), decide, act, {
      guard: editableBy(caller),
    });
    const made = (state as KnownIntegration).clients.find((client) => client.clientId === clientId);
    return { clientId, clientSecret, createdOn: made?.createdOn ?? act.at };
  }
}
