import { Streams } from '@causeway/event-sourcing';
import type { Act } from '@causeway/event-sourcing/model';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { passTime } from '../domain/acting';
import { subscriptionStream } from '../domain/subscription';
import { freePurchase } from '../steps/settle';

/** A trial or its days of grace may be over (spec 20). Asked as often as you like. */
export class PassSubscriptionLimit extends Command<void> {
  constructor(
    readonly subscriptionId: string,
    readonly act: Act,
  ) {
    super();
  }
}

@CommandHandler(PassSubscriptionLimit)
export class PassSubscriptionLimitHandler implements ICommandHandler<PassSubscriptionLimit> {
  constructor(private readonly streams: Streams) {}

  async execute({ subscriptionId, act }: PassSubscriptionLimit): Promise<void> {
    const { state } = await this.streams.transact(subscriptionStream(subscriptionId), passTime(act.at), act);
    await freePurchase(this.streams, state, act);
  }
}
