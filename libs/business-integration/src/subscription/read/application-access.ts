import { StoreUnavailable, Streams, Views, view } from '@causeway/event-sourcing';
import { Injectable } from '@nestjs/common';
import { Schema } from 'mongoose';
import { LiveSubscriptions } from '../../published';
import { isLive, isOver, subscriptionStream } from '../domain/subscription';
import type { SubscriptionEvent } from '../domain/subscription.events';

/** A subscription that is not over, by the customer and the application that it is `of`. */
export type ApplicationAccess = { of: string };

const keyOf = (customerTenantId: string, applicationCode: string) => `${customerTenantId.toLowerCase()}.${applicationCode}`;

export const applicationAccess = view<SubscriptionEvent, ApplicationAccess>({
  name: 'application-access',
  version: 2,
  categories: ['subscription'],
  keys: ({ data }) => [data.subscriptionId],
  fold: (document, { data: { customerTenantId, applicationCode, status } }) =>
    isOver(status) ? null : (document ?? { of: keyOf(customerTenantId, applicationCode) }),
  schema: new Schema({ _id: String, of: String }, { strict: false, versionKey: false }).index({ of: 1, _id: 1 }),
});

const PATIENCE_MS = 2000;
const AT_ONCE = 10;

/**
 * Whether an application may act in a customer's tenant. The view only says which subscriptions to look at; whether one is
 * live is asked of its own stream, so an end counts at once. And before the answer is no, the view must have reached the
 * head, so a beginning counts at once too: nothing is written beside the facts for it.
 */
@Injectable()
export class LiveSubscriptionsByView extends LiveSubscriptions {
  constructor(
    private readonly streams: Streams,
    private readonly views: Views,
  ) {
    super();
  }

  async has(customerTenantId: string, applicationCode: string): Promise<boolean> {
    const key = keyOf(customerTenantId, applicationCode);
    if (await this.anyLive(key)) return true;
    if (!(await this.views.reached([applicationAccess.name], await this.streams.head(), PATIENCE_MS))) {
      throw new StoreUnavailable('The list of who may act for whom does not keep up.');
    }
    return this.anyLive(key);
  }

  /** Mostly the first that is found is live; a customer may have bought thousands. */
  private async anyLive(of: string): Promise<boolean> {
    for (let after = ''; ; ) {
      const some = await this.views
        .model(applicationAccess)
        .find({ of, _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(AT_ONCE)
        .lean();
      for (const { _id } of some) {
        const { state } = await this.streams.load(subscriptionStream(_id));
        if (state.status !== 'absent' && isLive(state.status)) return true;
      }
      if (some.length < AT_ONCE) return false;
      after = some[AT_ONCE - 1]!._id;
    }
  }
}
