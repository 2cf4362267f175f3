import { conflict, type Decision, unprocessable } from '@causeway/event-sourcing/model';
import { eventOf, type HostAttempt, type HostEvent, type HostLine, headOf, isOpenEvent } from './host-line';
import type { HostEventRaised, HostEventResolved, HostLineEvent, HostResult, LineTold, UserSyncAsked } from './host-line.events';

/** What happens on a subscription's line to its product host. */
type Decide = Decision<HostLine, HostLineEvent>;

const told = (subscriptionId: string, { eventId, integrationId, vendorTenantId }: HostEvent): LineTold => ({
  subscriptionId,
  integrationId,
  vendorTenantId,
  eventId,
});
const orderOf = ({ about }: HostEvent): string | null => (about.what === 'order' ? about.orderId : null);

/** Once each. `result`: known already, because nobody is to be asked. */
export const raise =
  (data: HostEventRaised['data'], result: HostResult | null = null): Decide =>
  (line) => {
    if (eventOf(line, data.eventId) !== null) return [];
    const raised: HostEventRaised = { type: 'HostEventRaised', data };
    if (result === null) return [raised];
    const { subscriptionId, integrationId, vendorTenantId, eventId, about } = data;
    const orderId = about.what === 'order' ? about.orderId : null;
    return [
      raised,
      { type: 'HostEventResolved', data: { subscriptionId, integrationId, vendorTenantId, eventId, orderId, by: 'platform', result } },
    ];
  };

/** All that one change brings about, in one go. */
export const raiseAll =
  (all: readonly HostEventRaised['data'][]): Decide =>
  (line) =>
    all.flatMap((data) => raise(data)(line));

export type Outcome =
  | Readonly<{ kind: 'failed'; error: string; nextOn: string | null }>
  | Readonly<{ kind: 'taken' }>
  | Readonly<{ kind: 'answered'; result: HostResult }>;

/**
 * What a call came to. Of two calls at once (a worker that froze and woke) the first that is on the record counts. When the
 * result was posted before the call was answered, that result stands, and the call is only kept as one that was made.
 */
export const keepCall =
  (subscriptionId: string, eventId: string, attempt: Omit<HostAttempt, 'error'>, outcome: Outcome): Decide =>
  (line) => {
    const event = eventOf(line, eventId);
    if (event === null || event.attempts.length >= attempt.number) return [];
    const data = told(subscriptionId, event);
    if (!isOpenEvent(event)) {
      const error = outcome.kind === 'failed' ? outcome.error : 'Its result had been posted before this call was answered.';
      return [{ type: 'HostEventAttempted', data: { ...data, ...attempt, error, nextOn: null } }];
    }
    if (headOf(line)?.eventId !== eventId) return [];
    switch (outcome.kind) {
      case 'failed':
        return [{ type: 'HostEventAttempted', data: { ...data, ...attempt, error: outcome.error, nextOn: outcome.nextOn } }];
      case 'taken':
        return [{ type: 'HostEventTaken', data: { ...data, orderId: orderOf(event), ...attempt } }];
      case 'answered':
        return [
          { type: 'HostEventResolved', data: { ...data, orderId: orderOf(event), by: 'answer', result: outcome.result, call: attempt } },
        ];
    }
  };

/** The host's later word, or the operator's in its place. The same twice is quiet; another one is told so. */
export const resolve =
  (subscriptionId: string, eventId: string, by: HostEventResolved['data']['by'], result: HostResult): Decide =>
  (line) => {
    const event = eventOf(line, eventId);
    if (event === null) return [];
    if (!isOpenEvent(event)) {
      if (event.result !== null && sameResult(event.result, result)) return [];
      throw conflict('event.already-resolved', 'This event has another result already.');
    }
    if (event.type === 'SUBSCRIPTION_ORDER' && result.success && result.accountIdentifier === null) {
      throw unprocessable(
        'event.account-identifier-required',
        'An order succeeds with the accountIdentifier of the account that was made.',
      );
    }
    return [{ type: 'HostEventResolved', data: { ...told(subscriptionId, event), orderId: orderOf(event), by, result } }];
  };

/** Single use: what it shows is all that coming back does. */
export const comeBack =
  (subscriptionId: string, eventId: string): Decide =>
  (line) => {
    const event = eventOf(line, eventId);
    if (event === null || !event.interactive) return [];
    if (event.returned) throw conflict('event.returned-already', 'This address was used before.');
    return [{ type: 'HostEventReturned', data: told(subscriptionId, event) }];
  };

export const askSync =
  (data: UserSyncAsked['data']): Decide =>
  (line) =>
    line.syncs.includes(data.taskId) ? [] : [{ type: 'UserSyncAsked', data }];

const sameResult = (a: HostResult, b: HostResult): boolean =>
  a.success === b.success && a.accountIdentifier === b.accountIdentifier && a.errorCode === b.errorCode && a.message === b.message;
