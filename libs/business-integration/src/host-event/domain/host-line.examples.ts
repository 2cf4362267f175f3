import type * as facts from './host-line.events';

const told: facts.LineTold = {
  subscriptionId: '0193a1b2-0000-7000-8000-000000000005',
  integrationId: '0193a1b2-0000-8000-8000-000000000020',
  vendorTenantId: 'acme',
  eventId: '0193a1b2-0000-8000-8000-000000000030',
};
const orderId = '0193a1b2-0000-7000-8000-000000000001';

export const raised: facts.HostEventRaised = {
  type: 'HostEventRaised',
  data: { ...told, snapshot: 3, type: 'SUBSCRIPTION_ORDER', about: { what: 'order', orderId }, interactive: false },
};
/** Of one that waits behind it. */
export const notice = (): facts.HostEventRaised['data'] => ({
  ...told,
  eventId: '0193a1b2-0000-8000-8000-000000000031',
  snapshot: 3,
  type: 'SUBSCRIPTION_NOTICE',
  about: { what: 'notice', notice: 'DEACTIVATED', status: 'SUSPENDED' },
  interactive: false,
});
const attempt = { number: 1, startedOn: '2026-01-01T09:00:00.000Z', durationMs: 12 };
export const attempted: facts.HostEventAttempted = {
  type: 'HostEventAttempted',
  data: { ...told, ...attempt, httpStatus: 500, error: 'The product host answered 500.', nextOn: '2026-01-01T09:00:05.000Z' },
};
export const taken: facts.HostEventTaken = { type: 'HostEventTaken', data: { ...told, orderId, ...attempt, httpStatus: 202 } };
export const resolved: facts.HostEventResolved = {
  type: 'HostEventResolved',
  data: {
    ...told,
    orderId,
    by: 'result',
    result: { success: true, accountIdentifier: 'crm-4711', errorCode: null, message: 'Welcome' },
  },
};
export const returned: facts.HostEventReturned = { type: 'HostEventReturned', data: told };
export const syncAsked: facts.UserSyncAsked = {
  type: 'UserSyncAsked',
  data: {
    subscriptionId: told.subscriptionId,
    integrationId: told.integrationId,
    vendorTenantId: 'acme',
    taskId: '0193a1b2-0000-7000-8000-000000000032',
    operation: 'ASSIGN',
    sealed: 'p1.key.text',
  },
};
