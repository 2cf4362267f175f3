import { conflict, type Decision, type Rejection } from '@causeway/event-sourcing/model';
import { type KnownSubscription, type Subscription, subscriptionTold } from './subscription';
import type { SubscriptionEvent, SubscriptionStatus } from './subscription.events';

/** What people and time do to a subscription (spec 20, the table of *Subscription*). */
type Decide = Decision<Subscription, SubscriptionEvent>;

export type Action = 'change' | 'cancel' | 'convert' | 'suspend' | 'reactivate';

/** What each side may do now: the `allowed` of a refusal. */
const ALLOWED: Readonly<Record<'customer' | 'operator', Readonly<Record<SubscriptionStatus, readonly Action[]>>>> = {
  customer: {
    INITIALIZED: [],
    FREE_TRIAL: ['change', 'cancel', 'convert'],
    FREE_TRIAL_EXPIRED: ['change', 'cancel', 'convert'],
    ACTIVE: ['change', 'cancel'],
    SUSPENDED: ['cancel'],
    FAILED: [],
    CANCELLED: [],
  },
  operator: {
    INITIALIZED: [],
    FREE_TRIAL: ['suspend'],
    FREE_TRIAL_EXPIRED: [],
    ACTIVE: ['suspend'],
    SUSPENDED: ['reactivate'],
    FAILED: [],
    CANCELLED: [],
  },
};

export const invalidTransition = ({ status }: KnownSubscription, action: Action, by: 'customer' | 'operator'): Rejection =>
  conflict('subscription.invalid-transition', `A subscription that is ${status} does not ${action}.`, {
    allowed: [...ALLOWED[by][status]],
  });

const must = (now: KnownSubscription, action: Action, by: 'customer' | 'operator'): void => {
  if (!ALLOWED[by][now.status].includes(action)) throw invalidTransition(now, action, by);
};

/** The customer keeps what it tried. */
export const convert: Decide = (now) => {
  if (now.status === 'absent') return [];
  must(now, 'convert', 'customer');
  return [{ type: 'SubscriptionConverted', data: { ...subscriptionTold(now, 'ACTIVE'), because: 'customer' } }];
};

const NON_PAYMENT = /^non[-_ ]?payment$/i;

/** One suspended for non-payment (the reason says just that) is cancelled by itself after its days of grace. */
export const suspend =
  (reason: string, at: string): Decide =>
  (now) => {
    if (now.status === 'absent') return [];
    must(now, 'suspend', 'operator');
    const cancelsOn = NON_PAYMENT.test(reason) ? new Date(Date.parse(at) + now.suspensionGraceDays * 86_400_000).toISOString() : null;
    return [{ type: 'SubscriptionSuspended', data: { ...subscriptionTold(now, 'SUSPENDED'), reason, cancelsOn } }];
  };

export const reactivate =
  (reason: string | null): Decide =>
  (now) => {
    if (now.status === 'absent') return [];
    must(now, 'reactivate', 'operator');
    return [{ type: 'SubscriptionReactivated', data: { ...subscriptionTold(now, now.resumes ?? 'ACTIVE'), reason } }];
  };

/** Time has passed: the trial is over, or the days of grace are. */
export const passTime =
  (at: string): Decide =>
  (now) => {
    switch (now.status) {
      case 'FREE_TRIAL': {
        if (now.trial === null || now.trialEndsOn === null || at < now.trialEndsOn) return [];
        if (now.trial.onEnd === 'convert') {
          return [{ type: 'SubscriptionConverted', data: { ...subscriptionTold(now, 'ACTIVE'), because: 'trial-end' } }];
        }
        const graceEndsOn = new Date(Date.parse(now.trialEndsOn) + now.trial.graceDays * 86_400_000).toISOString();
        return [{ type: 'SubscriptionTrialExpired', data: { ...subscriptionTold(now, 'FREE_TRIAL_EXPIRED'), graceEndsOn } }];
      }
      case 'FREE_TRIAL_EXPIRED':
      case 'SUSPENDED': {
        if (now.cancelsOn === null || at < now.cancelsOn) return [];
        const because = now.status === 'SUSPENDED' ? 'non-payment' : 'trial-grace';
        return [{ type: 'SubscriptionCancelled', data: { ...subscriptionTold(now, 'CANCELLED'), because, orderId: null } }];
      }
      case 'absent':
      case 'INITIALIZED':
      case 'ACTIVE':
      case 'FAILED':
      case 'CANCELLED':
        return [];
    }
  };
