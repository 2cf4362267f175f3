import { idFrom, Streams } from '@causeway/event-sourcing';
import type { Act } from '@causeway/event-sourcing/model';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { OrderContent, OrderKind } from '../../order/domain/order.events';
import type { Snapshot } from '../../product-integration/domain/integration';
import { IntegrationSnapshots } from '../../product-integration/steps/integration-snapshots';
import { isInteractive, landingUrl, urlFor } from '../domain/addresses';
import { hostLineStream } from '../domain/host-line';
import type { HostEventType, HostResult } from '../domain/host-line.events';
import { raise } from '../domain/telling';
import { concludeOrder } from '../steps/conclude-order';

const TYPE_OF = {
  New: 'SUBSCRIPTION_ORDER',
  Change: 'SUBSCRIPTION_CHANGE',
  Cancel: 'SUBSCRIPTION_CANCEL',
} as const satisfies Record<OrderKind, HostEventType>;

/** An order that is fulfilled by events was released: its product host shall hear of it. Asked by a policy; once each. */
export class RaiseOrderEvent extends Command<void> {
  constructor(
    readonly order: OrderContent,
    readonly act: Act,
  ) {
    super();
  }
}

@CommandHandler(RaiseOrderEvent)
export class RaiseOrderEventHandler implements ICommandHandler<RaiseOrderEvent> {
  constructor(
    private readonly streams: Streams,
    private readonly snapshots: IntegrationSnapshots,
  ) {}

  async execute({ order, act }: RaiseOrderEvent): Promise<void> {
    const { integration, orderId, subscriptionId, vendor } = order;
    const snapshot = integration && (await this.snapshots.of(integration));
    if (!integration || !snapshot) return;
    const type = TYPE_OF[order.kind];
    const named = { subscriptionId, integrationId: integration.integrationId, vendorTenantId: vendor.tenantId };
    const raised = {
      ...named,
      eventId: idFrom('host-event', orderId),
      snapshot: integration.snapshot,
      type,
      about: { what: 'order' as const, orderId },
      interactive: isInteractive(snapshot.content, type) && urlFor(snapshot.content, type) !== null,
    };
    const result = byItself(order, snapshot, type);
    await this.streams.transact(hostLineStream(subscriptionId), raise(raised, result), act);
    if (result !== null) await concludeOrder(this.streams, orderId, result, act);
  }
}

/** Nobody is asked where there is nobody to ask: a bookmark, and an event without an address. */
const byItself = (order: OrderContent, snapshot: Snapshot, type: HostEventType): HostResult | null => {
  if (urlFor(snapshot.content, type) !== null) return null;
  const accountIdentifier = order.kind === 'New' ? order.subscriptionId : null;
  const companyId = order.customer.tenantId;
  const accessUrl = accountIdentifier === null ? null : landingUrl(snapshot, { accountIdentifier, companyId });
  return { success: true, accountIdentifier, errorCode: null, message: null, ...(accessUrl === null ? {} : { accessUrl }) };
};
