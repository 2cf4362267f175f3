import { Streams } from '@causeway/event-sourcing';
import type { Caller } from '@causeway/platform';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { registered } from '../domain/consumer';
import { consumerStreamFor } from '../whose';
import { type ConsumerShown, showConsumer } from './consumer-shown';

/** `GET /api/v1/gateway/consumers/{consumerCode}`: as new as the record. */
export class GetConsumer extends Query<ConsumerShown> {
  constructor(
    readonly caller: Caller,
    readonly consumerCode: string,
  ) {
    super();
  }
}

@QueryHandler(GetConsumer)
export class GetConsumerHandler implements IQueryHandler<GetConsumer> {
  constructor(private readonly streams: Streams) {}

  async execute({ caller, consumerCode }: GetConsumer): Promise<ConsumerShown> {
    const { state, revision } = await this.streams.load(consumerStreamFor(caller, consumerCode));
    return showConsumer(registered(state), revision);
  }
}
