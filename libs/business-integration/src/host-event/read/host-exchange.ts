import { type Beside, type FactPlace, idFrom, type ShownFact, Streams, Views, view, type Waits } from '@causeway/event-sourcing';
import type { Json, Recorded } from '@causeway/event-sourcing/model';
import { Injectable } from '@nestjs/common';
import { Schema } from 'mongoose';
import type { KnownOrder } from '../../order/domain/order';
import { eventOf, type HostEvent, headOf, hostLineStream, isOpenEvent } from '../domain/host-line';
import type { AnsweredCall, HostEventTaken, HostLineEvent } from '../domain/host-line.events';
import { EventTokens } from '../steps/event-tokens';
import { type HostEventListed, hostEventList } from './host-event-list';

type Exchanged = FactPlace & { integrationId: string };

/** Where the facts about one integration are: the lines are by subscription. */
export const hostExchanges = view<HostLineEvent, Exchanged>({
  name: 'host-exchanges',
  version: 1,
  categories: ['hostline'],
  keys: ({ id }) => [id],
  fold: (_, { data: { integrationId }, stream, revision, position }) => ({ integrationId, stream, revision, position }),
  schema: new Schema({ _id: String }, { strict: false, versionKey: false }).index({ integrationId: 1, position: 1 }),
});

const OPEN: HostEvent['status'][] = ['WAITING', 'FAILING', 'EXHAUSTED', 'PENDING'];
const MOST_WAITING = 1000;

/** What product hosts were told and answered, as a part of the story of orders, subscriptions and integrations (spec 60). */
@Injectable()
export class HostExchange {
  private readonly show = (fact: Recorded) => this.shown(fact as Recorded<HostLineEvent>);

  constructor(
    private readonly streams: Streams,
    private readonly views: Views,
    private readonly tokens: EventTokens,
  ) {}

  ofOrder({ orderId, subscriptionId, vendor }: Pick<KnownOrder, 'orderId' | 'subscriptionId' | 'vendor'>): readonly Beside[] {
    const eventId = idFrom('host-event', orderId);
    const isOfOrder = ({ data }: { data: Json }) => (data as { eventId?: string }).eventId === eventId;
    return [this.ofLine(subscriptionId, vendor.tenantId, isOfOrder, (event) => event.eventId === eventId)];
  }

  ofSubscription(subscriptionId: string, vendorTenantId: string): readonly Beside[] {
    return [this.ofLine(subscriptionId, vendorTenantId)];
  }

  ofIntegration(integrationId: string): readonly Beside[] {
    const find = async (after: number, limit: number) =>
      (await this.views
        .model(hostExchanges)
        .find({ integrationId, position: { $gt: after } })
        .sort({ position: 1 })
        .limit(limit)
        .lean()) as unknown as readonly FactPlace[];
    const waiting = async () => {
      const open = { integrationId, status: { $in: OPEN } };
      const found = (await this.views
        .model(hostEventList)
        .find(open)
        .sort({ raisedOn: 1 })
        .limit(MOST_WAITING)
        .lean()) as unknown as readonly HostEventListed[];
      const told = await Promise.all(
        found.map(({ eventId, subscriptionId }) => this.waiting(subscriptionId, (event) => event.eventId === eventId)),
      );
      return told.flat();
    };
    return [{ facts: { category: 'hostline', index: hostExchanges.name, find }, show: this.show, waiting }];
  }

  private ofLine(subscriptionId: string, of: string, wanted?: Beside['wanted'], which: (event: HostEvent) => boolean = () => true): Beside {
    const facts = { stream: hostLineStream(subscriptionId).name };
    return { facts, of, show: this.show, waiting: () => this.waiting(subscriptionId, which), ...(wanted ? { wanted } : {}) };
  }

  /** A call is an attempt to tell, with what came of it; everything else is a fact like others. */
  private async shown(fact: Recorded<HostLineEvent>): Promise<ShownFact> {
    const call = callOf(fact);
    if (call === null) return { kind: 'event', type: fact.type, data: withoutPersons(fact.data) };
    const { eventId, subscriptionId } = fact.data as HostEventTaken['data'];
    const { number, startedOn, durationMs, httpStatus: status } = call;
    const { state } = await this.streams.load(hostLineStream(subscriptionId));
    const error = fact.type === 'HostEventAttempted' ? fact.data.error : null;
    const answer = fact.type === 'HostEventResolved' ? JSON.stringify(fact.data.result) : null;
    const data = { eventId, number, status, durationMs, error, answer };
    return { kind: 'delivery', type: eventOf(state, eventId)?.type ?? fact.type, data, occurredOn: startedOn };
  }

  private async waiting(subscriptionId: string, which: (event: HostEvent) => boolean): Promise<readonly Waits[]> {
    const stream = hostLineStream(subscriptionId);
    const { state } = await this.streams.load(stream);
    const head = headOf(state)?.eventId;
    return state.events
      .filter((event) => isOpenEvent(event) && which(event))
      .map((event) => {
        const { eventId, type, raisedAt: revision, status, nextOn: nextAttemptOn, attempts } = event;
        const token = this.tokens.make({ subscriptionId, eventId });
        const why = whyOf(event, eventId === head);
        return {
          stream: stream.name,
          revision,
          type,
          data: { eventId, token, state: status, nextAttemptOn, why, attempts: attempts.length },
        };
      });
  }
}

const callOf = (fact: HostLineEvent): AnsweredCall | null => {
  if (fact.type === 'HostEventResolved') return fact.data.call ?? null;
  return fact.type === 'HostEventAttempted' || fact.type === 'HostEventTaken' ? fact.data : null;
};

const whyOf = ({ status, attempts, nextOn, interactive }: HostEvent, isHead: boolean): string => {
  switch (status) {
    case 'FAILING':
      return `The last try failed (${attempts.at(-1)?.error ?? 'no answer'}); it is tried again on ${nextOn}.`;
    case 'EXHAUSTED':
      return 'Every try of the schedule was used up; what is behind it waits until the operator settles it.';
    case 'PENDING':
      return `${interactive ? 'The buyer was sent to the product host, which' : 'The product host took it and'} has not said yet what came of it.`;
    default:
      return isHead ? 'It is being told, or waits for its turn.' : 'An earlier event of the same subscription has not been settled yet.';
  }
};

/** Who a user is, is sealed: said is only that it was one. */
const withoutPersons = (data: HostLineEvent['data']): Json => {
  const { sealed: _, ...told } = data as { sealed?: string };
  if (!('about' in told)) return told as Json;
  const { sealed, ...about } = told.about as { sealed?: string };
  return { ...told, about } as Json;
};
