import { due } from '@causeway/event-sourcing';
import { type OrderListed, orderList } from '../read/order-list';
import { MarkOrderOverdue } from '../write/mark-order-overdue';

/** Orders whose next limit has passed and was not told yet. */
export const orderLimit = due<OrderListed>({
  name: 'order-limit',
  view: orderList,
  field: 'waitsOn',
  command: ({ orderId, vendor }, at) =>
    new MarkOrderOverdue(orderId, {
      tenantId: vendor.tenantId,
      actor: 'system:order-limit',
      correlationId: `order:${orderId}`,
      causationId: `order:${orderId}`,
      at,
    }),
});
