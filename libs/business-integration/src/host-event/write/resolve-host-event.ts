import { Streams } from '@causeway/event-sourcing';
import { unknown } from '@causeway/event-sourcing/model';
import type { Asked } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { eventOf, type HostEvent, hostLineStream } from '../domain/host-line';
import type { HostResult } from '../domain/host-line.events';
import { resolve } from '../domain/telling';
import { concludeOrder } from '../steps/conclude-order';
import { mayOpenEvent } from '../steps/event-reader';
import { EventTokens } from '../steps/event-tokens';

export type Resolved = Readonly<{ eventId: string; status: HostEvent['status']; position: number }>;

/** The later result of an event: the product host's, or the operator's in its place (spec 20, *Events to the product host*). */
export class ResolveHostEvent extends Command<Resolved> {
  /** What the event is about, once it was found. */
  subject: string | null = null;

  constructor(
    readonly asked: Asked,
    readonly token: string,
    readonly result: HostResult,
  ) {
    super();
  }
}

@CommandHandler(ResolveHostEvent)
export class ResolveHostEventHandler implements ICommandHandler<ResolveHostEvent> {
  constructor(
    private readonly streams: Streams,
    private readonly tokens: EventTokens,
  ) {}

  async execute(command: ResolveHostEvent): Promise<Resolved> {
    const { caller, act: asking } = command.asked;
    const { token, result } = command;
    const named = this.tokens.read(token);
    const stream = named && hostLineStream(named.subscriptionId);
    const event = named && stream && eventOf((await this.streams.load(stream)).state, named.eventId);
    if (!event || !mayOpenEvent(caller, event, asking.at)) throw unknownEvent();
    const { subscriptionId, eventId } = named;
    command.subject = event.about.what === 'order' ? `order:${event.about.orderId}` : `subscription:${subscriptionId}`;
    const act = { ...asking, tenantId: event.vendorTenantId };
    const by = caller.isOperator ? 'operator' : 'result';
    const { state, position } = await this.streams.transact(stream, resolve(subscriptionId, eventId, by, result), act);
    const { about, status, result: kept } = eventOf(state, eventId)!;
    const concluded =
      about.what === 'order' && kept !== null ? await concludeOrder(this.streams, about.orderId, kept, { ...act, repeated: false }) : 0;
    return { eventId, status, position: Math.max(position, concluded) };
  }
}

const unknownEvent = () => unknown('event.unknown', 'There is no such event.');
