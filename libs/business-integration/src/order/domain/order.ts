import { conflict, type Decision, type History, type Recorded, sharedStreamOf, unprocessable } from '@causeway/event-sourcing/model';
import type { OrderContent, OrderEvent, OrderTold, StatusGiven, SystemStatus } from './order.events';

// ── how things stand ─────────────────────────────────────────────────────────

export type OrderStatus = 'Released' | SystemStatus;
export type Given = StatusGiven & { modifiedOn: string; modifiedBy: string };
type Limit = 'acknowledge' | 'fulfil';

export type KnownOrder = OrderContent & {
  status: OrderStatus;
  createdOn: string;
  createdBy: string;
  /** The newest answer; null while only released. */
  given: Given | null;
  overdue: boolean;
  /** Limits that have passed and were told; each once. */
  passed: readonly Limit[];
};
export type Order = { status: 'absent' } | KnownOrder;

export const order: History<Order, OrderEvent> = {
  category: 'order',
  version: 1,
  initial: { status: 'absent' },
  evolve: (now, fact: Recorded<OrderEvent>) => {
    if (fact.type === 'OrderReleased') {
      const { occurredOn, meta } = fact;
      // What is added stands before what is copied: V8 takes thirty times as long the other way round.
      return { status: 'Released', createdOn: occurredOn, createdBy: meta.actor, given: null, overdue: false, passed: [], ...fact.data };
    }
    if (now.status === 'absent') return now;
    switch (fact.type) {
      case 'OrderStatusChanged': {
        const { systemStatus, note, reasonCode, accountIdentifier, accessUrl } = fact.data;
        const given = {
          systemStatus,
          note,
          reasonCode,
          accountIdentifier,
          accessUrl,
          modifiedOn: fact.occurredOn,
          modifiedBy: fact.meta.actor,
        };
        return { ...now, status: systemStatus, given, overdue: false };
      }
      case 'OrderOverdue':
        return { ...now, overdue: true, passed: [...now.passed, fact.data.limit] };
    }
  },
};

/** Shared by buyer and vendor, so named by its id alone; `sidesOf` says who may see it. */
export const orderStream = (orderId: string) => sharedStreamOf(order, orderId);

// ── what may happen next (spec 20, the table of *Orders*) ────────────────────

/** What the vendor may say next. */
export const NEXT: Readonly<Record<OrderStatus, readonly SystemStatus[]>> = {
  Released: ['Validation'],
  Validation: ['Confirmed', 'Fail'],
  Confirmed: ['Done', 'Fail'],
  Done: [],
  Fail: [],
};

type Decide = Decision<Order, OrderEvent>;

export const release =
  (content: OrderContent): Decide =>
  (now) =>
    now.status === 'absent' ? [{ type: 'OrderReleased', data: content }] : [];

/** The vendor's answer. The same once more is quiet. */
export const setStatus =
  (wish: StatusGiven): Decide =>
  (now) => {
    if (now.status === 'absent' || saidAlready(now, wish)) return [];
    const allowed = NEXT[now.status];
    if (!allowed.includes(wish.systemStatus)) throw refused(now.status, wish.systemStatus, allowed);
    if (wish.systemStatus === 'Done' && now.kind === 'New' && wish.accountIdentifier === null) {
      throw unprocessable(
        'order.account-identifier-required',
        'An order of kind New is done with the accountIdentifier of the account that was made.',
      );
    }
    return [statusChanged(now, wish, wish.systemStatus)];
  };

/**
 * What a product host said, as the way through the table that it stands for: success through Validation and Confirmed to
 * Done, failure to Fail. An order that was settled meanwhile stays as it is.
 */
export const conclude =
  (result: Pick<StatusGiven, 'note' | 'reasonCode' | 'accountIdentifier' | 'accessUrl'> & { success: boolean }): Decide =>
  (now) => {
    if (now.status === 'absent' || !isOpen(now.status)) return [];
    const { success } = result;
    const way: readonly SystemStatus[] = success ? ['Validation', 'Confirmed', 'Done'] : ['Validation', 'Fail'];
    const rest = way.slice(success || now.status !== 'Confirmed' ? way.indexOf(now.status as SystemStatus) + 1 : 1);
    return rest.map((systemStatus, i) => statusChanged(now, i === rest.length - 1 ? result : SILENT, systemStatus));
  };

/** The product host took it and will say later what came of it. */
export const receive: Decide = (now) => (now.status === 'Released' ? [statusChanged(now, SILENT, 'Validation')] : []);

const WITHDRAWN: StatusGiven = { systemStatus: 'Fail', note: null, reasonCode: 'WITHDRAWN', accountIdentifier: null, accessUrl: null };

/** The buyer thinks better of it while the vendor has not answered yet. */
export const withdraw: Decide = (now) => {
  if (now.status === 'absent' || saidAlready(now, WITHDRAWN)) return [];
  if (now.status !== 'Released') throw refused(now.status, 'Fail', []);
  return [statusChanged(now, WITHDRAWN, WITHDRAWN.systemStatus)];
};

/** A limit has passed: told once each, and nobody's decision is taken from him. */
export const passLimit =
  (at: string): Decide =>
  (now) => {
    if (now.status === 'absent') return [];
    const waits = waitsUntil(now);
    if (waits === null || at < waits.dueOn) return [];
    return [{ type: 'OrderOverdue', data: { ...toldOf(now), ...waits } }];
  };

type Said = Omit<StatusGiven, 'systemStatus'>;
const SILENT: Said = { note: null, reasonCode: null, accountIdentifier: null, accessUrl: null };

/** Field by field: V8 takes twenty times as long to put several copies together. */
const statusChanged = (now: KnownOrder, said: Said, systemStatus: SystemStatus): OrderEvent => {
  const { orderId, orderNumber, subscriptionId, kind, isTesting, vendorTenantId } = toldOf(now);
  const { note, reasonCode, accountIdentifier, accessUrl } = said;
  return {
    type: 'OrderStatusChanged',
    data: {
      orderId,
      orderNumber,
      subscriptionId,
      kind,
      isTesting,
      vendorTenantId,
      systemStatus,
      note,
      reasonCode,
      accountIdentifier,
      accessUrl,
    },
  };
};

// ── what follows from how things stand ───────────────────────────────────────

/** The next limit as the order shows it; null once Done or Fail. */
export const dueOf = (now: KnownOrder): { limit: Limit; dueOn: string } | null => {
  switch (now.status) {
    case 'Released':
      return { limit: 'acknowledge', dueOn: later(now.createdOn, now.acknowledgeWithinHours) };
    case 'Validation':
    case 'Confirmed':
      return { limit: 'fulfil', dueOn: later(now.createdOn, now.fulfilWithinHours) };
    case 'Done':
    case 'Fail':
      return null;
  }
};

/** The next limit that has not been told yet. */
export const waitsUntil = (now: KnownOrder) => {
  const due = dueOf(now);
  return due !== null && !now.passed.includes(due.limit) ? due : null;
};

export const isOpen = (status: OrderStatus): boolean => status !== 'Done' && status !== 'Fail';

export const toldOf = ({ orderId, orderNumber, subscriptionId, kind, isTesting, vendor }: OrderContent): OrderTold => ({
  orderId,
  orderNumber,
  subscriptionId,
  kind,
  isTesting,
  vendorTenantId: vendor.tenantId,
});

const saidAlready = ({ given }: KnownOrder, wish: StatusGiven): boolean =>
  given !== null &&
  given.systemStatus === wish.systemStatus &&
  given.note === wish.note &&
  given.reasonCode === wish.reasonCode &&
  given.accountIdentifier === wish.accountIdentifier &&
  given.accessUrl === wish.accessUrl;

const refused = (from: OrderStatus, to: SystemStatus, allowed: readonly SystemStatus[]) =>
  conflict('order.invalid-transition', `An order that is ${from} cannot become ${to} this way.`, { allowed: [...allowed] });

const later = (time: string, hours: number): string => new Date(Date.parse(time) + hours * 3_600_000).toISOString();
