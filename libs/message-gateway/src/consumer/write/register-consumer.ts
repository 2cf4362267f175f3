import { Streams } from '@causeway/event-sourcing';
import { invalid } from '@causeway/event-sourcing/model';
import { type Asked, Vault } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { AddressGuard } from '../../address/address-guard';
import { signingSecretOf } from '../../webhook/signing';
import { checkAddresses } from '../addresses';
import { consumerStream, noAddress, register, registered } from '../domain/consumer';
import { type ConsumerSecretAnswer, showConsumer } from '../read/consumer-shown';
import { sealContext } from '../secrets';
import { mayUseGateway, registering } from '../whose';
import type { ConsumerWish } from '../wish';

export { type Filter, faultsOf, MESSAGE_TYPE } from '../domain/hearing';

/** `POST /api/v1/gateway/consumers` (spec 25). The signing secret is shown in this answer and never again. */
export class RegisterConsumer extends Command<ConsumerSecretAnswer> {
  constructor(
    readonly asked: Asked,
    readonly wish: ConsumerWish,
  ) {
    super();
  }
}

@CommandHandler(RegisterConsumer)
export class RegisterConsumerHandler implements ICommandHandler<RegisterConsumer> {
  constructor(
    private readonly streams: Streams,
    private readonly vault: Vault,
    private readonly guard: AddressGuard,
  ) {}

  async execute({ asked, wish }: RegisterConsumer): Promise<ConsumerSecretAnswer> {
    mayUseGateway(asked.caller);
    const webhook = wish.channel === 'webhook';
    const routes = wish.routes ?? [];
    if (webhook && !wish.webhookUrl) throw invalid([{ pointer: '/webhookUrl', message: 'is needed by the channel webhook' }]);
    const whose = registering(asked.caller, wish.consumerCode);
    if (!webhook && (wish.webhookUrl || routes.length > 0)) throw noAddress();
    checkAddresses(this.guard, wish);

    const context = sealContext(whose.owner, whose.consumerCode);
    const secret = webhook ? signingSecretOf(asked.secret('signing')) : null;
    const decision = register({
      ...whose,
      channel: wish.channel,
      webhookUrl: wish.webhookUrl ?? null,
      routes,
      messageTypes: wish.messageTypes,
      filter: wish.filter ?? null,
      securityCode: wish.securityCode ? this.vault.seal(wish.securityCode, context) : null,
      jwtAlgorithm: wish.jwtAlgorithm ?? 'ES256',
      signingSecret: secret === null ? null : this.vault.seal(secret, context),
    });
    const { state, revision, position } = await this.streams.transact(consumerStream(whose.owner, whose.consumerCode), decision, asked.act);
    return { shown: showConsumer(registered(state), revision), signingSecret: secret, revision, position };
  }
}
