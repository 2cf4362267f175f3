import { Subjects, Views } from '@causeway/event-sourcing';
import { invalid } from '@causeway/event-sourcing/model';
import { type Caller, type ListQuery, type Page, Paging } from '@causeway/platform';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { keysFor } from '../../consumer/whose';
import { keyOfRecipient } from '../../lane/work/registry';
import { BY, deliveries } from './deliveries';
import type { DeliveryDocument } from './delivery-document';
import { type DeliveryShown, showDelivery } from './delivery-shown';
import { having, Standings, type State } from './standing';

export type DeliveryFilters = ListQuery &
  Readonly<{ consumer?: string; state?: State; messageType?: string; subject?: string; from?: string; to?: string }>;

/** `GET /api/v1/gateway/deliveries`: the newest first. `from` (inclusive) and `to` (exclusive): times, or positions. */
export class ListDeliveries extends Query<Page<DeliveryShown>> {
  constructor(
    readonly caller: Caller,
    readonly filters: DeliveryFilters,
  ) {
    super();
  }
}

@QueryHandler(ListDeliveries)
export class ListDeliveriesHandler implements IQueryHandler<ListDeliveries> {
  constructor(
    private readonly views: Views,
    private readonly paging: Paging,
    private readonly standings: Standings,
    private readonly subjects: Subjects,
  ) {}

  async execute({ caller, filters }: ListDeliveries): Promise<Page<DeliveryShown>> {
    const { consumer, state, messageType, subject, from, to } = filters;
    const keys = narrowed(keysFor(caller), consumer);
    const standing = await this.standings.of(keys);
    const plain = {
      ...(keys === null ? {} : { consumer: keys.length === 1 ? keys[0] : { $in: [...keys] } }),
      ...(messageType === undefined ? {} : { messageType }),
      ...(subject === undefined ? {} : { subject: await this.subjects.trueName(subject) }),
      ...between(from, to),
    };
    const filter = state === undefined ? plain : { $and: [plain, having(state, standing)] };
    const bind = [caller.tid, caller.clientId, 'deliveries', consumer, state, messageType, subject, from, to];
    const request = {
      hint: indexFor(keys, filters),
      filter,
      order: [
        ['position', -1],
        ['_id', -1],
      ] as const,
      query: filters,
      bind,
    };
    return this.paging.page(this.views.model(deliveries), request, (document: DeliveryDocument) => showDelivery(document, standing));
  }
}

/** The one that leads to the fewest. What is about one subject is little; what is under way is known by its ids. */
const indexFor = (keys: readonly string[] | null, { subject, state }: DeliveryFilters) => {
  if (state === 'delivering') return BY.message;
  if (subject !== undefined) return BY.subject;
  if (keys === null) return state === undefined ? BY.newest : BY.state;
  return state === undefined ? BY.consumer : BY.consumerAndState;
};

/** Only one's own; naming another's finds nothing, as if it had none. */
const narrowed = (keys: readonly string[] | null, consumer: string | undefined): readonly string[] | null => {
  if (consumer === undefined) return keys;
  const wanted = keyOfRecipient(consumer);
  return keys === null || keys.includes(wanted) ? [wanted] : [];
};

const between = (from: string | undefined, to: string | undefined): Record<string, unknown> => {
  const [first, last] = [place('from', from), place('to', to)];
  const range: Record<string, Record<string, unknown>> = {};
  if (first) range[first.field] = { ...range[first.field], $gte: first.value };
  if (last) range[last.field] = { ...range[last.field], $lt: last.value };
  return range;
};

/** A time or a position, as a query may name it. */
export const place = (pointer: string, text: string | undefined): { field: 'position' | 'occurredOn'; value: number | string } | null => {
  if (text === undefined) return null;
  if (/^\d{1,15}$/.test(text)) return { field: 'position', value: Number(text) };
  if (!/^\d{4}-\d\d-\d\d(T.*)?$/.test(text) || Number.isNaN(Date.parse(text)))
    throw invalid([{ pointer, message: 'must be an ISO 8601 time or a position' }]);
  return { field: 'occurredOn', value: new Date(text).toISOString() };
};
