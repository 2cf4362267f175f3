import { Streams } from '@causeway/event-sourcing';
import type { Act } from '@causeway/event-sourcing/model';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { end, purchaseStream } from '../domain/purchase';

/** What was bought is over; asked by a policy, for endings by time and for crashes half way. */
export class FreePurchase extends Command<void> {
  constructor(
    readonly subscriptionId: string,
    readonly customerTenantId: string,
    readonly productId: string,
    readonly status: 'FAILED' | 'CANCELLED',
    readonly act: Act,
  ) {
    super();
  }
}

@CommandHandler(FreePurchase)
export class FreePurchaseHandler implements ICommandHandler<FreePurchase> {
  constructor(private readonly streams: Streams) {}

  async execute({ subscriptionId, customerTenantId, productId, status, act }: FreePurchase): Promise<void> {
    await this.streams.transact(purchaseStream(customerTenantId, productId), end(subscriptionId, customerTenantId, productId, status), act);
  }
}
