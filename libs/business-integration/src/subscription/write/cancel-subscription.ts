import { Streams } from '@causeway/event-sourcing';
import { type Recorded, unknown } from '@causeway/event-sourcing/model';
import type { Asked } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { raiseOrderEvent } from '../../host-event/steps/raise-order-event';
import type { KnownOrder } from '../../order/domain/order';
import { OrderBodies, type OrderBody } from '../../order/read/order-body';
import { releaseOrder } from '../../order/steps/release';
import { productStream } from '../../product/domain/product';
import { IntegrationSnapshots } from '../../product-integration/steps/integration-snapshots';
import { OrderNumbers } from '../../purchase/steps/order-numbers';
import { OrderParties, refusedParties } from '../../purchase/steps/parties';
import type { Written } from '../../written';
import { mayOpen, openOrder } from '../domain/settling';
import { type KnownSubscription, subscriptionStream } from '../domain/subscription';
import type { SubscriptionOrderOpened } from '../domain/subscription.events';
import { knownSubscription } from '../read/known-subscription';
import { customerOnly, notStale } from '../steps/guards';
import { orderOn, orderOpenedBefore } from '../steps/order-on';

/** `POST /api/v1/storefront/subscriptions/{id}/cancel` (spec 20): a Cancel order, for the vendor to answer; also one that takes no new orders. */
export class CancelSubscription extends Command<Written<OrderBody>> {
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

@CommandHandler(CancelSubscription)
export class CancelSubscriptionHandler implements ICommandHandler<CancelSubscription> {
  constructor(
    private readonly streams: Streams,
    private readonly parties: OrderParties,
    private readonly numbers: OrderNumbers,
    private readonly bodies: OrderBodies,
    private readonly snapshots: IntegrationSnapshots,
  ) {}

  async execute({ asked, subscriptionId, reason }: CancelSubscription): Promise<Written<OrderBody>> {
    const { state: now, revision: seen } = await knownSubscription(this.streams, asked.caller, subscriptionId);
    customerOnly(asked.caller)(now);
    notStale(asked, seen);
    const opened = (await orderOpenedBefore(this.streams, asked.act, subscriptionId)) ?? (await this.open(asked, now, reason));
    const act = { ...asked.act, at: opened.occurredOn };
    const released = await releaseOrder(this.streams, opened.data.order, act);
    await raiseOrderEvent(this.streams, this.snapshots, opened.data.order, act, { onlyToBeTold: true });
    const body = await this.bodies.of(released.state as KnownOrder, released.revision);
    return { body, revision: released.revision, position: released.position };
  }

  private async open(asked: Asked, seen: KnownSubscription, reason: string | null): Promise<Recorded<SubscriptionOrderOpened>> {
    const { act, ifMatch } = asked;
    const { state: product } = await this.streams.load(productStream(seen.productId));
    if (product.status === 'absent') throw unknown('product.unknown', 'There is no such product.');
    const parties = await this.parties.find(seen.customer.tenantId, seen.vendor.tenantId);
    const refused = refusedParties(parties, true);
    if (refused) throw refused;
    mayOpen(seen, 'Cancel');
    const linked = product.fulfilment === 'events' ? await this.snapshots.current(product) : null;
    const orderNumber = await this.numbers.next(act.at);
    const decide = openOrder('Cancel', (now) => ({
      ...orderOn(now, product, parties, asked.id('order'), orderNumber, linked?.runsOn),
      reason,
    }));
    const { recorded } = await this.streams.transact(subscriptionStream(seen.subscriptionId), decide, act, { ifMatch });
    return recorded[0] as Recorded<SubscriptionOrderOpened>;
  }
}
