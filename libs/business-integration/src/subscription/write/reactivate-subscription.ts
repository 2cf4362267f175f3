import { Streams } from '@causeway/event-sourcing';
import type { Asked } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { isId, type Written } from '../../written';
import { reactivate } from '../domain/acting';
import { type KnownSubscription, subscriptionStream } from '../domain/subscription';
import { unknownSubscription } from '../read/known-subscription';
import { type SubscriptionBody, subscriptionBody } from '../read/subscription-body';
import { existing } from '../steps/guards';

/** The operator lets it go on as what it was (spec 20). */
export class ReactivateSubscription extends Command<Written<SubscriptionBody>> {
  constructor(
    readonly asked: Asked,
    readonly subscriptionId: string,
    readonly reason: string | null,
  ) {
    super();
  }

  /** What it is asked of: a refusal is kept there (spec 60). */
  get subject(): string {
    return `subscription:${this.subscriptionId}`;
  }
}

@CommandHandler(ReactivateSubscription)
export class ReactivateSubscriptionHandler implements ICommandHandler<ReactivateSubscription> {
  constructor(private readonly streams: Streams) {}

  async execute({ asked: { act, caller, ifMatch }, subscriptionId, reason }: ReactivateSubscription): Promise<Written<SubscriptionBody>> {
    caller.operatorOnly();
    if (!isId(subscriptionId)) throw unknownSubscription();
    const stream = subscriptionStream(subscriptionId);
    const { state, revision, position } = await this.streams.transact(stream, reactivate(reason), act, { ifMatch, guard: existing });
    return { body: subscriptionBody(state as KnownSubscription, revision), revision, position };
  }
}
