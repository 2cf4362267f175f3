import { conflict, type Decision, type History, type Rejection, streamOf } from '@causeway/event-sourcing/model';
import type { OrderContent } from '../../order/domain/order.events';
import { including, type Many, withId, withoutId } from './many';
import type { PurchaseEvent } from './purchase.events';

/**
 * Guards the rules that span a customer's orders of one product (hard-problems 1): of two buyers at once one wins.
 * Testing orders are recorded here too, so that a crash after the decision can be mended, but they count for nothing.
 */
export type Purchase = {
  /** Subscriptions that are opening, live, or may still become live again. */
  live: Many;
  /** Subscriptions that began as a trial, save those whose order failed. */
  trials: Many;
};

export const purchase: History<Purchase, PurchaseEvent> = {
  category: 'purchase',
  version: 2,
  initial: { live: [], trials: [] },
  evolve: ({ live, trials }, fact) => {
    const { subscriptionId } = fact.data;
    switch (fact.type) {
      case 'PurchaseOpened':
        if (fact.data.isTesting) return { live, trials };
        return { live: withId(live, subscriptionId), trials: fact.data.trial ? withId(trials, subscriptionId) : trials };
      case 'PurchaseEnded':
        return {
          live: withoutId(live, subscriptionId),
          trials: fact.data.status === 'FAILED' ? withoutId(trials, subscriptionId) : trials,
        };
    }
  },
};

export const purchaseStream = (customerTenantId: string, productId: string) => streamOf(purchase, customerTenantId, productId);

type Decide = Decision<Purchase, PurchaseEvent>;

/** What the rules that look at one order alone have said before: those about the state of things, and those about what was asked for. */
export type Refusals = Readonly<{ conflict: Rejection | null; unprocessable: Rejection | null }>;

export type Rules = Readonly<{ testing: boolean; multiple: boolean; trial: boolean }>;

/** The order, when every rule agrees. Without an order it only says whether they would. */
export const open =
  (refusals: Refusals, rules: Rules, order: OrderContent | null): Decide =>
  ({ live, trials }) => {
    if (refusals.conflict) throw refusals.conflict;
    if (!rules.testing && !rules.multiple && live.length > 0) {
      throw conflict('subscription.exists', 'This company already has a subscription to this product.');
    }
    if (!rules.testing && rules.trial && trials.length > 0)
      throw conflict('trial.used', 'This company has already had its trial of this product.');
    if (refusals.unprocessable) throw refusals.unprocessable;
    return order === null ? [] : [{ type: 'PurchaseOpened', data: order }];
  };

export const end =
  (subscriptionId: string, customerTenantId: string, productId: string, status: 'FAILED' | 'CANCELLED'): Decide =>
  ({ live }) =>
    including(live, subscriptionId) ? [{ type: 'PurchaseEnded', data: { subscriptionId, customerTenantId, productId, status } }] : [];
