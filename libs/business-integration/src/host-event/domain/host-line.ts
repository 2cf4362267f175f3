import { type History, type Recorded, sharedStreamOf } from '@causeway/event-sourcing/model';
import type { HostEventAbout, HostEventType, HostLineEvent, HostResult } from './host-line.events';

export type HostAttempt = { number: number; startedOn: string; durationMs: number; httpStatus: number | null; error: string | null };

/** `WAITING` for its first call, `FAILING` and to be called again, `EXHAUSTED` and holding the line, `PENDING` after a 202. */
export type HostEventStatus = 'WAITING' | 'FAILING' | 'EXHAUSTED' | 'PENDING' | 'SUCCEEDED' | 'FAILED';

export type HostEvent = {
  eventId: string;
  integrationId: string;
  vendorTenantId: string;
  snapshot: number;
  type: HostEventType;
  about: HostEventAbout;
  interactive: boolean;
  raisedOn: string;
  /** The fact by which it was raised: its revision in the line, and its id. */
  raisedAt: number;
  raisedBy: string;
  /** Who changed the subscription; null when nobody but ourselves did, or an order says who. */
  by: string | null;
  correlationId: string;
  status: HostEventStatus;
  attempts: readonly HostAttempt[];
  /** When it is called next; null when nobody calls it. */
  nextOn: string | null;
  result: HostResult | null;
  resolvedOn: string | null;
  returned: boolean;
};

/** What a subscription's product host is told, in order (spec 20, *Events to the product host*). */
export type HostLine = { events: readonly HostEvent[]; syncs: readonly string[] };

const MOST_ATTEMPTS_SHOWN = 50;

export const hostLine: History<HostLine, HostLineEvent> = {
  category: 'hostline',
  version: 3,
  initial: { events: [], syncs: [] },
  evolve: (now, fact: Recorded<HostLineEvent>) => {
    switch (fact.type) {
      case 'HostEventRaised':
        return { ...now, events: [...now.events, raised(fact)] };
      case 'HostEventAttempted': {
        const { eventId, number, startedOn, durationMs, httpStatus, error, nextOn } = fact.data;
        const attempt = { number, startedOn, durationMs, httpStatus, error };
        return changed(now, eventId, (event) => ({
          ...event,
          ...(isOpenEvent(event) ? { status: nextOn === null ? 'EXHAUSTED' : 'FAILING', nextOn } : {}),
          attempts: [...event.attempts, attempt].slice(-MOST_ATTEMPTS_SHOWN),
        }));
      }
      case 'HostEventTaken': {
        const { eventId, number, startedOn, durationMs, httpStatus } = fact.data;
        const attempt = { number, startedOn, durationMs, httpStatus, error: null };
        return changed(now, eventId, (event) => ({ ...event, status: 'PENDING', nextOn: null, attempts: [...event.attempts, attempt] }));
      }
      case 'HostEventResolved': {
        const { eventId, result, call } = fact.data;
        const status = result.success ? 'SUCCEEDED' : 'FAILED';
        return changed(now, eventId, (event) => {
          const attempts = call === undefined ? event.attempts : [...event.attempts, { ...call, error: null }];
          return { ...event, status, nextOn: null, attempts, result, resolvedOn: fact.occurredOn };
        });
      }
      case 'HostEventReturned':
        return changed(now, fact.data.eventId, (event) => ({ ...event, returned: true }));
      case 'UserSyncAsked':
        return { ...now, syncs: [...now.syncs, fact.data.taskId].slice(-MOST_ATTEMPTS_SHOWN) };
    }
  },
};

/** Of a subscription, which both sides share, so named by its id alone. */
export const hostLineStream = (subscriptionId: string) => sharedStreamOf(hostLine, subscriptionId);

const raised = ({ id, revision, data, occurredOn, meta }: Recorded<Extract<HostLineEvent, { type: 'HostEventRaised' }>>): HostEvent => {
  const { eventId, integrationId, vendorTenantId, snapshot, type, about, interactive, by } = data;
  return {
    eventId,
    integrationId,
    vendorTenantId,
    snapshot,
    type,
    about,
    interactive,
    raisedOn: occurredOn,
    raisedAt: revision,
    raisedBy: id,
    by: by ?? null,
    correlationId: meta.correlationId,
    status: interactive ? 'PENDING' : 'WAITING',
    attempts: [],
    nextOn: interactive ? null : occurredOn,
    result: null,
    resolvedOn: null,
    returned: false,
  };
};

const changed = (line: HostLine, eventId: string, change: (event: HostEvent) => HostEvent): HostLine => ({
  ...line,
  events: line.events.map((event) => (event.eventId === eventId ? change(event) : event)),
});

export const isOpenEvent = ({ status }: HostEvent): boolean => status !== 'SUCCEEDED' && status !== 'FAILED';

/** The one that is called next: the oldest that was neither taken nor answered. While it fails, those behind it wait. */
export const headOf = ({ events }: HostLine): HostEvent | null =>
  events.find(({ status }) => status === 'WAITING' || status === 'FAILING' || status === 'EXHAUSTED') ?? null;

export const eventOf = ({ events }: HostLine, eventId: string): HostEvent | null =>
  events.find((event) => event.eventId === eventId) ?? null;
