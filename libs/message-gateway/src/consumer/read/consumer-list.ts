import { Views, view } from '@causeway/event-sourcing';
import type { Recorded } from '@causeway/event-sourcing/model';
import { type Caller, type ListQuery, type Page, Paging } from '@causeway/platform';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Schema } from 'mongoose';
import { type Consumer, consumer, laneKey } from '../domain/consumer';
import type { ConsumerEvent } from '../domain/consumer.events';
import { keysFor } from '../whose';
import { type ConsumerShown, showConsumer } from './consumer-shown';

/** Every consumer that ever was; `registered` says whether it still is. */
export type ConsumerDocument = Readonly<{
  code: string;
  registered: boolean;
  registration: number;
  lane: string | null;
  stopped: boolean;
  consumer: Consumer;
  revision: number;
}>;

const keyOf = (fact: Recorded): string => fact.stream.slice('consumer-'.length);

export const consumerList = view<ConsumerEvent, ConsumerDocument>({
  name: 'consumer-list',
  version: 2,
  categories: ['consumer'],
  keys: (fact) => [keyOf(fact)],
  fold: (document, fact) => {
    const now = consumer.evolve(document?.consumer ?? consumer.initial, fact);
    const known = now.status !== 'none';
    return {
      code: known ? now.consumerCode.toLowerCase() : (document?.code ?? ''),
      registered: known,
      registration: now.registration,
      lane: known ? laneKey(now) : null,
      stopped: known && now.status !== 'active',
      consumer: now,
      revision: fact.revision,
    };
  },
  schema: new Schema(
    { _id: String, code: String, registered: Boolean, stopped: Boolean, registration: Number },
    { strict: false, versionKey: false },
  )
    .index({ registered: 1, code: 1, _id: 1 })
    .index({ stopped: 1 })
    .index({ registration: 1 }),
});

/** `GET /api/v1/gateway/consumers`: one's own, all for the operator's support. By code, ascending. */
export class ListConsumers extends Query<Page<ConsumerShown>> {
  constructor(
    readonly caller: Caller,
    readonly query: ListQuery,
  ) {
    super();
  }
}

@QueryHandler(ListConsumers)
export class ListConsumersHandler implements IQueryHandler<ListConsumers> {
  constructor(
    private readonly views: Views,
    private readonly paging: Paging,
  ) {}

  async execute({ caller, query }: ListConsumers): Promise<Page<ConsumerShown>> {
    const keys = keysFor(caller);
    const filter = { registered: true, ...(keys === null ? {} : { _id: { $in: [...keys] } }) };
    const request = {
      filter,
      order: [
        ['code', 1],
        ['_id', 1],
      ] as const,
      query,
      bind: [caller.tid, caller.clientId, 'consumers'],
    };
    return this.paging.page(this.views.model(consumerList), request, ({ consumer: one, revision }: ConsumerDocument) => {
      if (one.status === 'none') throw new Error('A consumer that is registered has a state.');
      return showConsumer(one, revision);
    });
  }
}
