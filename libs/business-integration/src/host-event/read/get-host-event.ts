import { Streams } from '@causeway/event-sourcing';
import { unknown } from '@causeway/event-sourcing/model';
import type { Caller } from '@causeway/platform';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { integrationStream } from '../../product-integration/domain/integration';
import type { EventFormat } from '../../product-integration/domain/integration.events';
import { IntegrationSnapshots } from '../../product-integration/steps/integration-snapshots';
import { DUMMIES } from '../domain/event-token';
import { eventOf, hostLineStream } from '../domain/host-line';
import { mayOpenEvent } from '../steps/event-reader';
import { EventTokens } from '../steps/event-tokens';
import { type EventDocument, EventDocuments } from './event-document';

export type EventRead = Readonly<{ document: EventDocument; defaultFormat: EventFormat }>;

/** `GET /api/integration/v1/events/{token}` (spec 20): all about an event, for the product host whose it is. */
export class GetHostEvent extends Query<EventRead> {
  constructor(
    readonly caller: Caller,
    readonly token: string,
    readonly now: string,
  ) {
    super();
  }
}

@QueryHandler(GetHostEvent)
export class GetHostEventHandler implements IQueryHandler<GetHostEvent> {
  constructor(
    private readonly streams: Streams,
    private readonly tokens: EventTokens,
    private readonly snapshots: IntegrationSnapshots,
    private readonly documents: EventDocuments,
  ) {}

  async execute({ caller, token, now }: GetHostEvent): Promise<EventRead> {
    if (Object.hasOwn(DUMMIES, token)) return this.dummy(caller, token as keyof typeof DUMMIES);
    const named = this.tokens.read(token);
    const event = named && eventOf((await this.streams.load(hostLineStream(named.subscriptionId))).state, named.eventId);
    if (!event || !mayOpenEvent(caller, event, now)) throw unknownEvent();
    const snapshot = await this.snapshots.of({ integrationId: event.integrationId, snapshot: event.snapshot });
    const document = await this.documents.of(named.subscriptionId, event);
    if (document === null) throw unknownEvent();
    return { document, defaultFormat: snapshot?.content.defaultFormat ?? 'JSON' };
  }

  private async dummy({ account }: Caller, token: keyof typeof DUMMIES): Promise<EventRead> {
    const { state } =
      account.kind === 'integration'
        ? await this.streams.load(integrationStream(account.integrationId))
        : { state: { status: 'absent' as const } };
    if (state.status !== 'live') throw unknownEvent();
    return { document: this.documents.dummy(DUMMIES[token]), defaultFormat: state.content.defaultFormat };
  }
}

export const unknownEvent = () => unknown('event.unknown', 'There is no such event.');
