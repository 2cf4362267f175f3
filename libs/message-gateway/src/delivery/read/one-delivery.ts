import { EventStore, Views } from '@causeway/event-sourcing';
import { unknown, Vocabulary } from '@causeway/event-sourcing/model';
import { type Caller, Vault } from '@causeway/platform';
import { Injectable } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { keysFor } from '../../consumer/whose';
import { deliveries } from './deliveries';
import type { DeliveryDocument } from './delivery-document';
import { type AttemptShown, type DeliveryShown, showAttempts, showDelivery } from './delivery-shown';
import { Standings } from './standing';

const PATIENCE_MS = 2_000;
const TAIL = 200;

export type DeliveryDetails = DeliveryShown & Readonly<{ attempts: readonly AttemptShown[] }>;

export const unknownDelivery = () => unknown('delivery.unknown', 'There is no such delivery.');

/** One delivery, as new as the record: what the list does not know yet is read from the lane itself. */
@Injectable()
export class OneDelivery {
  constructor(
    private readonly views: Views,
    private readonly store: EventStore,
    private readonly vocabulary: Vocabulary,
  ) {}

  /** 404 for an unknown one and for another's. The original where there is one, else the newest that was sent again. */
  async find(caller: Caller, messageId: string): Promise<DeliveryDocument> {
    const keys = keysFor(caller);
    if (!/^[0-9a-f-]{36}$/i.test(messageId)) throw unknownDelivery();
    const head = await this.store.head();
    let found = await this.look(messageId.toLowerCase());
    if (found === null) {
      // The consumer may have been told before the list was: it is at least as new as any notice sent about it.
      await this.views.reached([deliveries.name], head, PATIENCE_MS);
      found = await this.look(messageId.toLowerCase());
    }
    if (found === null || (keys !== null && !keys.includes(found.consumer))) throw unknownDelivery();
    return this.freshened(found);
  }

  private async look(messageId: string): Promise<(DeliveryDocument & { _id: string }) | null> {
    const model = this.views.model(deliveries);
    const original = await model.findById(messageId).lean();
    const any = original ?? (await model.find({ messageId }).sort({ place: -1 }).limit(1).lean())[0] ?? null;
    return any as unknown as (DeliveryDocument & { _id: string }) | null;
  }

  private async freshened(document: DeliveryDocument & { _id: string }): Promise<DeliveryDocument> {
    const seen = this.views.projection(deliveries.name).record?.position ?? 0;
    const newest = await this.store.readBackwards(`lane-${document.lane}`, { limit: TAIL });
    const facts = newest
      .filter(({ position }) => position > seen)
      .reverse()
      .map((stored) => this.vocabulary.current(stored));
    return facts
      .filter((fact) => deliveries.keys(fact, {}).includes(document._id))
      .reduce<DeliveryDocument>((now, fact) => deliveries.fold(now, fact, document._id, {}) ?? now, document);
  }
}

/** `GET /api/v1/gateway/deliveries/{messageId}`: with its attempts. */
export class GetDelivery extends Query<DeliveryDetails> {
  constructor(
    readonly caller: Caller,
    readonly messageId: string,
  ) {
    super();
  }
}

@QueryHandler(GetDelivery)
export class GetDeliveryHandler implements IQueryHandler<GetDelivery> {
  constructor(
    private readonly one: OneDelivery,
    private readonly standings: Standings,
    private readonly vault: Vault,
  ) {}

  async execute({ caller, messageId }: GetDelivery): Promise<DeliveryDetails> {
    const document = await this.one.find(caller, messageId);
    const standing = await this.standings.of([document.consumer]);
    return { ...showDelivery(document, standing), attempts: await showAttempts(document, caller, this.vault) };
  }
}
