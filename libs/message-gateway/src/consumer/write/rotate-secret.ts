import { Streams } from '@causeway/event-sourcing';
import { type Asked, Vault } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { signingSecretOf } from '../../webhook/signing';
import { registered, rotate } from '../domain/consumer';
import { type ConsumerSecretAnswer, showConsumer } from '../read/consumer-shown';
import { sealContext } from '../secrets';
import { ownStreamFor } from '../whose';

const BOTH_SIGN_FOR = 24 * 3600_000;

/** `POST …/secrets`: a new signing secret; the old one signs along for 24 hours. */
export class RotateSecret extends Command<ConsumerSecretAnswer & { formerUntil: string }> {
  constructor(
    readonly asked: Asked,
    readonly consumerCode: string,
  ) {
    super();
  }

  /** What it is asked of: a refusal is kept there (spec 60). */
  get subject(): string {
    return `consumer:${this.consumerCode.toLowerCase()}`;
  }
}

@CommandHandler(RotateSecret)
export class RotateSecretHandler implements ICommandHandler<RotateSecret> {
  constructor(
    private readonly streams: Streams,
    private readonly vault: Vault,
  ) {}

  async execute({ asked, consumerCode }: RotateSecret): Promise<ConsumerSecretAnswer & { formerUntil: string }> {
    const stream = ownStreamFor(asked.caller, consumerCode);
    const signingSecret = signingSecretOf(asked.secret('signing'));
    const formerUntil = new Date(Date.parse(asked.act.at) + BOTH_SIGN_FOR).toISOString();
    const { state, revision, position } = await this.streams.transact(
      stream,
      (now) => {
        const { owner, consumerCode: code } = registered(now);
        return rotate(this.vault.seal(signingSecret, sealContext(owner, code)), formerUntil)(now);
      },
      asked.act,
      { ifMatch: asked.ifMatch },
    );
    return { shown: showConsumer(registered(state), revision), signingSecret, formerUntil, revision, position };
  }
}
