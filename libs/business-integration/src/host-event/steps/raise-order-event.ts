import { idFrom, type Streams } from '@causeway/event-sourcing';
import type { Act } from '@causeway/event-sourcing/model';
import type { OrderContent, OrderKind } from '../../order/domain/order.events';
import type { Snapshot } from '../../product-integration/domain/integration';
import type { IntegrationSnapshots } from '../../product-integration/steps/integration-snapshots';
import { isInteractive, landingUrl, urlFor } from '../domain/addresses';
import { hostLineStream } from '../domain/host-line';
import type { HostEventType, HostResult } from '../domain/host-line.events';
import { raise } from '../domain/telling';

const TYPE_OF = {
  New: 'SUBSCRIPTION_ORDER',
  Change: 'SUBSCRIPTION_CHANGE',
  Cancel: 'SUBSCRIPTION_CANCEL',
} as const satisfies Record<OrderKind, HostEventType>;

/**
 * The event of an order that is fulfilled by events. Raised by the request that released the order, so that orders do not
 * wait for each other, and by a policy in case that request died. `result`: known already, because nobody is to be asked.
 */
export const raiseOrderEvent = async (
  streams: Streams,
  snapshots: IntegrationSnapshots,
  order: OrderContent,
  act: Act,
  { onlyToBeTold = false } = {},
): Promise<HostResult | null> => {
  const { integration, orderId, subscriptionId, vendor } = order;
  const snapshot = integration && (await snapshots.of(integration));
  if (!integration || !snapshot) return null;
  const type = TYPE_OF[order.kind];
  const result = byItself(order, snapshot, type);
  if (result !== null && onlyToBeTold) return null;
  const raised = {
    ...{ subscriptionId, integrationId: integration.integrationId, vendorTenantId: vendor.tenantId },
    eventId: idFrom('host-event', orderId),
    snapshot: integration.snapshot,
    type,
    about: { what: 'order' as const, orderId },
    interactive: isInteractive(snapshot.content, type) && result === null,
  };
  await streams.transact(hostLineStream(subscriptionId), raise(raised, result), act);
  return result;
};

/** Nobody is asked where there is nobody to ask: a bookmark, and an event without an address. */
const byItself = (order: OrderContent, snapshot: Snapshot, type: HostEventType): HostResult | null => {
  if (urlFor(snapshot.content, type) !== null) return null;
  const accountIdentifier = order.kind === 'New' ? order.subscriptionId : null;
  const companyId = order.customer.tenantId;
  const accessUrl = accountIdentifier === null ? null : landingUrl(snapshot, { accountIdentifier, companyId });
  return { success: true, accountIdentifier, errorCode: null, message: null, ...(accessUrl === null ? {} : { accessUrl }) };
};
