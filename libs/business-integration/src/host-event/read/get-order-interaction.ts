import { Streams } from '@causeway/event-sourcing';
import { unknown } from '@causeway/event-sourcing/model';
import { type Caller, Configuration } from '@causeway/platform';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { knownOrder, unknownOrder } from '../../order/read/known-order';
import { IntegrationSnapshots } from '../../product-integration/steps/integration-snapshots';
import { addressed, urlFor } from '../domain/addresses';
import { RETURN_LIVES_MS } from '../domain/event-token';
import { hostLineStream } from '../domain/host-line';
import { EventTokens } from '../steps/event-tokens';

export type Interaction = { url: string; expiresOn: string };

/** Where the buyer's browser goes to finish an order whose event is interactive (spec 20, *Interactive*). */
export class GetOrderInteraction extends Query<Interaction> {
  constructor(
    readonly caller: Caller,
    readonly orderId: string,
  ) {
    super();
  }
}

@QueryHandler(GetOrderInteraction)
export class GetOrderInteractionHandler implements IQueryHandler<GetOrderInteraction> {
  constructor(
    private readonly streams: Streams,
    private readonly snapshots: IntegrationSnapshots,
    private readonly tokens: EventTokens,
    private readonly configuration: Configuration,
  ) {}

  async execute({ caller, orderId }: GetOrderInteraction): Promise<Interaction> {
    const { state: order } = await knownOrder(this.streams, caller, orderId);
    if (!caller.isOperator && order.customer.tenantId.toLowerCase() !== caller.tenantId.toLowerCase()) throw unknownOrder();
    const { subscriptionId } = order;
    const { state } = await this.streams.load(hostLineStream(subscriptionId));
    const event = state.events.find(({ about, interactive }) => interactive && about.what === 'order' && about.orderId === orderId);
    const snapshot = event && (await this.snapshots.of({ integrationId: event.integrationId, snapshot: event.snapshot }));
    const url = snapshot && urlFor(snapshot.content, event.type);
    if (!url || event.status !== 'PENDING') throw unknown('order.no-interaction', 'There is nothing for the buyer to do with this order.');
    const token = this.tokens.make({ subscriptionId, eventId: event.eventId });
    return {
      url: addressed(url, `${this.configuration.publicUrl}/api/integration/v1/events/${token}`),
      expiresOn: new Date(Date.parse(event.raisedOn) + RETURN_LIVES_MS).toISOString(),
    };
  }
}
