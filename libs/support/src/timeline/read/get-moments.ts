import { EventStore } from '@causeway/event-sourcing';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

export type Moments = Readonly<{ items: readonly Readonly<{ position: string; occurredOn: string }>[] }>;

/** `GET /api/v1/moments?positions=…`: when the facts at these positions happened; others than facts are left out. */
export class GetMoments extends Query<Moments> {
  constructor(readonly positions: readonly number[]) {
    super();
  }
}

@QueryHandler(GetMoments)
export class GetMomentsHandler implements IQueryHandler<GetMoments> {
  constructor(private readonly store: EventStore) {}

  async execute({ positions }: GetMoments): Promise<Moments> {
    const found = await Promise.all(positions.map((position) => this.at(position)));
    return { items: found.flat() };
  }

  private async at(position: number): Promise<Moments['items']> {
    const [fact] = (await this.store.readAll({ after: position - 1, categories: [], limit: 1 })).facts;
    return fact?.position === position ? [{ position: String(position), occurredOn: fact.occurredOn }] : [];
  }
}
