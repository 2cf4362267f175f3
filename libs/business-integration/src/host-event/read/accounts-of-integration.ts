import { hash } from 'node:crypto';
import { StoreUnavailable, Streams, Views, view } from '@causeway/event-sourcing';
import { Injectable } from '@nestjs/common';
import { Schema } from 'mongoose';
import { isOver, type KnownSubscription, subscriptionStream } from '../../subscription/domain/subscription';
import type { HostLineEvent } from '../domain/host-line.events';

const keyOf = (integrationId: string, accountIdentifier: string): string =>
  `${integrationId}.${hash('sha256', accountIdentifier, 'base64url')}`;

const accountOf = ({ type, data }: HostLineEvent): string | null =>
  type === 'HostEventResolved' && data.orderId !== null && data.result.success ? data.result.accountIdentifier : null;

/** Which subscription an account of a product host belongs to: the one whose order made it. */
export const hostAccounts = view<HostLineEvent, { subscriptionId: string }>({
  name: 'host-accounts',
  version: 1,
  categories: ['hostline'],
  keys: (fact) => {
    const account = accountOf(fact);
    return account === null ? [] : [keyOf(fact.data.integrationId, account)];
  },
  fold: (_, { data: { subscriptionId } }) => ({ subscriptionId }),
  schema: new Schema({ _id: String }, { strict: false, versionKey: false }),
});

const PATIENCE_MS = 2000;

/** The view says where to look; before the answer is no, it must have reached the head. */
@Injectable()
export class AccountsOfIntegration {
  constructor(
    private readonly streams: Streams,
    private readonly views: Views,
  ) {}

  async find(integrationId: string, accountIdentifier: string): Promise<KnownSubscription | null> {
    const key = keyOf(integrationId, accountIdentifier);
    const found = await this.look(key);
    if (found !== null) return found;
    if (!(await this.views.reached([hostAccounts.name], await this.streams.head(), PATIENCE_MS)))
      throw new StoreUnavailable('The list of accounts does not keep up.');
    return this.look(key);
  }

  private async look(key: string): Promise<KnownSubscription | null> {
    const document = await this.views.model(hostAccounts).findOne({ _id: key }).lean();
    if (document === null) return null;
    const { state } = await this.streams.load(subscriptionStream((document as unknown as { subscriptionId: string }).subscriptionId));
    return state.status === 'absent' || isOver(state.status) ? null : state;
  }
}
