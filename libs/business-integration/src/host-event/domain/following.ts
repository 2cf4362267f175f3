import type { Chosen } from '../../order/domain/order.events';
import type { KnownSubscription } from '../../subscription/domain/subscription';
import type { SubscriptionEvent, SubscriptionStatus } from '../../subscription/domain/subscription.events';
import type { HostEventAbout, HostEventType, NoticeType } from './host-line.events';

export type Following = Readonly<{ type: HostEventType; about: HostEventAbout; label: string }>;

type Before = Pick<KnownSubscription, 'status' | 'addons'> | null;

/** What a change of a subscription has its product host told besides its orders: notices, add-ons, the new status. */
export const followingFrom = (before: Before, fact: SubscriptionEvent, after: KnownSubscription): readonly Following[] => {
  const { type } = fact;
  const following: Following[] = [];
  const ordered = fact.type === 'SubscriptionCancelled' && fact.data.because === 'order';
  const word = ordered ? null : noticeOf(type, before?.status ?? null);
  if (word !== null) {
    following.push({ type: 'SUBSCRIPTION_NOTICE', about: { what: 'notice', notice: word, status: after.status }, label: 'notice' });
  }
  if (type === 'SubscriptionActivated') following.push(...addonsChanged([], after.addons));
  if (type === 'SubscriptionAltered') following.push(...addonsChanged(before?.addons ?? [], after.addons));
  if (before !== null && before.status !== after.status) {
    following.push({ type: 'SUBSCRIPTION_STATUS', about: { what: 'status', status: after.status }, label: 'status' });
  }
  return following;
};

/** Ends that an order brought about are told by that order's own event. */
const noticeOf = (type: SubscriptionEvent['type'], before: SubscriptionStatus | null): NoticeType | null => {
  switch (type) {
    case 'SubscriptionSuspended':
    case 'SubscriptionTrialExpired':
      return 'DEACTIVATED';
    case 'SubscriptionReactivated':
      return 'REACTIVATED';
    case 'SubscriptionConverted':
      return before === 'FREE_TRIAL_EXPIRED' ? 'REACTIVATED' : null;
    case 'SubscriptionCancelled':
      return 'CLOSED';
    case 'SubscriptionInitialized':
    case 'SubscriptionActivated':
    case 'SubscriptionFailed':
    case 'SubscriptionOrderOpened':
    case 'SubscriptionOrderRefused':
    case 'SubscriptionAltered':
      return null;
  }
};

const addonsChanged = (before: readonly Chosen[], after: readonly Chosen[]): Following[] => {
  const addon = (type: HostEventType, { code, quantity }: Chosen): Following => ({
    type,
    about: { what: 'addon', code, quantity },
    label: `addon:${code}`,
  });
  const was = new Map(before.map((one) => [one.code, one.quantity]));
  const changed = after.flatMap((one) => {
    if (!was.has(one.code)) return [addon('ADDON_ORDER', one)];
    return was.get(one.code) === one.quantity ? [] : [addon('ADDON_CHANGE', one)];
  });
  const gone = before.filter(({ code }) => !after.some((one) => one.code === code));
  return [...changed, ...gone.map((one) => addon('ADDON_CANCEL', one))];
};
