import { Streams } from '@causeway/event-sourcing';
import type { Asked } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { isId, type Written } from '../../written';
import { convert } from '../domain/acting';
import { type KnownSubscription, subscriptionStream } from '../domain/subscription';
import { unknownSubscription } from '../read/known-subscription';
import { type SubscriptionBody, subscriptionBody } from '../read/subscription-body';
import { customerOnly } from '../steps/guards';

/** The customer keeps what it tried (spec 20, the table of *Subscription*). */
export class ConvertSubscription extends Command<Written<SubscriptionBody>> {
  constructor(
    readonly asked: Asked,
    readonly subscriptionId: string,
  ) {
    super();
  }

  /** What it is asked of: a refusal is kept there (spec 60). */
  get subject(): string {
    return `subscription:${this.subscriptionId}`;
  }
}

@CommandHandler(ConvertSubscription)
export class ConvertSubscriptionHandler implements ICommandHandler<ConvertSubscription> {
  constructor(private readonly streams: Streams) {}

  async execute({ asked: { act, caller, ifMatch }, subscriptionId }: ConvertSubscription): Promise<Written<SubscriptionBody>> {
    const guard = customerOnly(caller);
    if (!isId(subscriptionId)) throw unknownSubscription();
    const stream = subscriptionStream(subscriptionId);
    const { state, revision, position } = await this.streams.transact(stream, convert, act, { ifMatch, guard });
    return { body: subscriptionBody(state as KnownSubscription, revision), revision, position };
  }
}
