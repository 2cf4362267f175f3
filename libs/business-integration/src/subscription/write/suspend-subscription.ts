import { Streams } from '@causeway/event-sourcing';
import type { Asked } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { isId, type Written } from '../../written';
import { suspend } from '../domain/acting';
import { type KnownSubscription, subscriptionStream } from '../domain/subscription';
import { unknownSubscription } from '../read/known-subscription';
import { type SubscriptionBody, subscriptionBody } from '../read/subscription-body';
import { existing } from '../steps/guards';

/** The operator suspends; for non-payment, when the reason is `NON_PAYMENT`, with an end (spec 20). */
export class SuspendSubscription extends Command<Written<SubscriptionBody>> {
  constructor(
    readonly asked: Asked,
    readonly subscriptionId: string,
    readonly reason: string,
  ) {
    super();
  }

  /** What it is asked of: a refusal is kept there (spec 60). */
  get subject(): string {
    return `subscription:${this.subscriptionId}`;
  }
}

@CommandHandler(SuspendSubscription)
export class SuspendSubscriptionHandler implements ICommandHandler<SuspendSubscription> {
  constructor(private readonly streams: Streams) {}

  async execute({ asked: { act, caller, ifMatch }, subscriptionId, reason }: SuspendSubscription): Promise<Written<SubscriptionBody>> {
    caller.operatorOnly();
    if (!isId(subscriptionId)) throw unknownSubscription();
    const stream = subscriptionStream(subscriptionId);
    const { state, revision, position } = await this.streams.transact(stream, suspend(reason, act.at), act, { ifMatch, guard: existing });
    return { body: subscriptionBody(state as KnownSubscription, revision), revision, position };
  }
}
