import { Views } from '@causeway/event-sourcing';
import { type Caller, type ListQuery, type Page, Paging } from '@causeway/platform';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { HostEvent } from '../domain/host-line';
import { EventTokens } from '../steps/event-tokens';
import { type HostEventListed, hostEventList, NEWEST_OF_INTEGRATION } from './host-event-list';

export type HostEventShown = {
  id: string;
  token: string;
  type: string;
  subscriptionId: string;
  orderId: string | null;
  createdOn: string;
  status: HostEvent['status'];
  nextAttemptOn: string | null;
  attempts: HostEvent['attempts'];
  accountIdentifier: string | null;
  errorCode: string | null;
  message: string | null;
  resolvedOn: string | null;
};

/** The events of one's own integration, the newest first. */
export class ListHostEvents extends Query<Page<HostEventShown>> {
  constructor(
    readonly caller: Caller,
    readonly integrationId: string,
    readonly page: ListQuery,
  ) {
    super();
  }
}

@QueryHandler(ListHostEvents)
export class ListHostEventsHandler implements IQueryHandler<ListHostEvents> {
  constructor(
    private readonly views: Views,
    private readonly paging: Paging,
    private readonly tokens: EventTokens,
  ) {}

  async execute({ caller, integrationId, page: query }: ListHostEvents): Promise<Page<HostEventShown>> {
    const mine = caller.isOperator ? {} : { vendorId: caller.tenantId.toLowerCase() };
    const order = [
      ['raisedOn', -1],
      ['_id', -1],
    ] as const;
    const bind = [caller.tid, 'host-events', integrationId];
    const request = { filter: { integrationId, ...mine }, order, query, hint: NEWEST_OF_INTEGRATION, bind };
    return this.paging.page<HostEventListed, HostEventShown>(this.views.model(hostEventList), request, (one) => this.shown(one));
  }

  private shown(event: HostEventListed): HostEventShown {
    const { eventId, subscriptionId, result, about } = event;
    return {
      id: eventId,
      token: this.tokens.make({ subscriptionId, eventId }),
      type: event.type,
      subscriptionId,
      orderId: about.what === 'order' ? about.orderId : null,
      createdOn: event.raisedOn,
      status: event.status,
      nextAttemptOn: event.nextOn,
      attempts: event.attempts,
      accountIdentifier: result?.accountIdentifier ?? null,
      errorCode: result?.errorCode ?? null,
      message: result?.message ?? null,
      resolvedOn: event.resolvedOn,
    };
  }
}
