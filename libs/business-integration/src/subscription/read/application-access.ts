import { StoreUnavailable, Streams, Views, view } from '@causeway/event-sourcing';
import { Injectable } from '@nestjs/common';
import { Schema } from 'mongoose';
import { LiveSubscriptions } from '../../published';
import { isLive, isOver, subscriptionStream } from '../domain/subscription';
import type { SubscriptionEvent } from '../domain/subscription.events';

/** The subscriptions of a customer to an application that are not over. */
export type ApplicationAccess = { subscriptions: readonly string[] };

const keyOf = (customerTenantId: string, applicationCode: string) => `${customerTenantId.toLowerCase()}.${applicationCode}`;

export const applicationAccess = view<SubscriptionEvent, ApplicationAccess>({
  name: 'application-access',
  version: 1,
  categories: ['subscription'],
  keys: ({ data }) => [keyOf(data.customerTenantId, data.applicationCode)],
  fold: (document, { data: { subscriptionId, status } }) => {
    const known = document?.subscriptions ?? [];
    if (known.includes(subscriptionId) === !isOver(status)) return document;
    const subscriptions = isOver(status) ? known.filter((id) => id !== subscriptionId) : [...known, subscriptionId];
    return subscriptions.length === 0 ? null : { subscriptions };
  },
  schema: new Schema({ _id: String }, { strict: false, versionKey: false }),
});

const PATIENCE_MS = 2000;

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

  private async anyLive(key: string): Promise<boolean> {
    const known = await this.views.model(applicationAccess).findById(key).lean();
    for (const id of known?.subscriptions ?? []) {
      const { state } = await this.streams.load(subscriptionStream(id));
      if (state.status !== 'absent' && isLive(state.status)) return true;
    }
    return false;
  }
}
