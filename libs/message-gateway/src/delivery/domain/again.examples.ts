import type { AgainItem, DeliverySkipped, RedeliveryAsked, ReplayQueued } from './again.events';

export const item: AgainItem = {
  messageId: 'm1',
  position: 5,
  subject: 'order:1',
  messageType: 'PlatformStore.OrderReleased',
  tenantId: 'acme',
};
export const skipped: DeliverySkipped = { type: 'DeliverySkipped', data: { ...item, reason: 'Settled by telephone.' } };
export const asked: RedeliveryAsked = { type: 'RedeliveryAsked', data: { ...item, redeliveryId: 'r1' } };
export const queued: ReplayQueued = { type: 'ReplayQueued', data: { jobId: 'j1', part: 1, items: [item] } };
