import type { Event } from '@causeway/event-sourcing/model';

export type HostEventType =
  | 'SUBSCRIPTION_ORDER'
  | 'SUBSCRIPTION_CHANGE'
  | 'SUBSCRIPTION_CANCEL'
  | 'SUBSCRIPTION_NOTICE'
  | 'SUBSCRIPTION_STATUS'
  | 'USER_ASSIGNMENT'
  | 'USER_UNASSIGNMENT'
  | 'USER_UPDATED'
  | 'ADDON_ORDER'
  | 'ADDON_CHANGE'
  | 'ADDON_CANCEL';

export type NoticeType = 'DEACTIVATED' | 'REACTIVATED' | 'CLOSED' | 'UPCOMING_INVOICE';

/** What an event is about besides its subscription. Who a user is, is kept sealed. */
export type HostEventAbout =
  | { what: 'order'; orderId: string }
  | { what: 'notice'; notice: NoticeType; status: string }
  | { what: 'status'; status: string }
  | { what: 'addon'; code: string; quantity: number }
  | { what: 'user'; userId: string; sealed: string };

/** What each fact of a subscription's line to its product host repeats. */
export type LineTold = { subscriptionId: string; integrationId: string; vendorTenantId: string; eventId: string };

/** The error codes of spec 20. */
export type HostErrorCode =
  | 'USER_ALREADY_EXISTS'
  | 'USER_NOT_FOUND'
  | 'ACCOUNT_NOT_FOUND'
  | 'MAX_USERS_REACHED'
  | 'UNAUTHORIZED'
  | 'OPERATION_CANCELLED'
  | 'CONFIGURATION_ERROR'
  | 'INVALID_RESPONSE'
  | 'PENDING'
  | 'FORBIDDEN'
  | 'BINDING_NOT_FOUND'
  | 'TRANSPORT_ERROR'
  | 'UNKNOWN_ERROR'
  | 'NOT_FOUND'
  | 'INVALID_OPERATION';

/** What the product host made of an event; `accessUrl` is ours, for what is fulfilled by a bookmark. */
export type HostResult = {
  success: boolean;
  accountIdentifier: string | null;
  errorCode: HostErrorCode | null;
  message: string | null;
  accessUrl?: string;
};

/** `interactive`: the buyer's browser goes there, nobody is called. `by`: who changed the subscription, when a caller did. */
export type HostEventRaised = Event<
  'HostEventRaised',
  LineTold & { snapshot: number; type: HostEventType; about: HostEventAbout; interactive: boolean; by?: string }
>;
/** One call that brought no result. `nextOn` null: it was the last, and the line waits for a person. */
export type HostEventAttempted = Event<
  'HostEventAttempted',
  LineTold & { number: number; startedOn: string; durationMs: number; httpStatus: number | null; error: string; nextOn: string | null }
>;
/** The host took it and will say later what came of it (202). */
export type HostEventTaken = Event<
  'HostEventTaken',
  LineTold & { orderId: string | null; number: number; startedOn: string; durationMs: number; httpStatus: number | null }
>;
/** The call that was answered at once. */
export type AnsweredCall = { number: number; startedOn: string; durationMs: number; httpStatus: number | null };
/** `by`: its answer (then `call` says which), its later word, the operator, or ourselves where nobody was to be asked. */
export type HostEventResolved = Event<
  'HostEventResolved',
  LineTold & { orderId: string | null; by: 'answer' | 'result' | 'operator' | 'platform'; result: HostResult; call?: AnsweredCall }
>;
/** The buyer's browser came back; that proves nothing. */
export type HostEventReturned = Event<'HostEventReturned', LineTold>;
/** The product host asks for a user to be assigned or taken off. */
export type UserSyncAsked = Event<
  'UserSyncAsked',
  {
    subscriptionId: string;
    integrationId: string;
    vendorTenantId: string;
    taskId: string;
    operation: 'ASSIGN' | 'UNASSIGN';
    sealed: string;
  }
>;

export type HostLineEvent = HostEventRaised | HostEventAttempted | HostEventTaken | HostEventResolved | HostEventReturned | UserSyncAsked;
