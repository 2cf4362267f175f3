import type { Snapshot } from '../../product-integration/domain/integration';
import type { HostUrls, IntegrationContent } from '../../product-integration/domain/integration.events';
import type { HostEventType } from './host-line.events';

const URL_OF = {
  SUBSCRIPTION_ORDER: 'createUrl',
  SUBSCRIPTION_CHANGE: 'upgradeUrl',
  SUBSCRIPTION_CANCEL: 'cancelUrl',
  SUBSCRIPTION_NOTICE: 'notifyUrl',
  SUBSCRIPTION_STATUS: 'eventStatusUrl',
  USER_ASSIGNMENT: 'assignUrl',
  USER_UNASSIGNMENT: 'unassignUrl',
  USER_UPDATED: 'userUpdatedUrl',
  ADDON_ORDER: 'addonNotificationUrl',
  ADDON_CHANGE: 'addonNotificationUrl',
  ADDON_CANCEL: 'addonNotificationUrl',
} as const satisfies Record<HostEventType, keyof HostUrls>;

/** Where an event of this type goes; null: it is not sent. */
export const urlFor = (content: HostUrls, type: HostEventType): string | null => content[URL_OF[type]];

export const isInteractive = (content: IntegrationContent, type: HostEventType): boolean =>
  (type === 'SUBSCRIPTION_ORDER' && content.createUrlInteractive) ||
  (type === 'SUBSCRIPTION_CHANGE' && content.upgradeUrlInteractive) ||
  (type === 'SUBSCRIPTION_CANCEL' && content.cancelUrlInteractive);

/** The address of one event: `{eventUrl}` is substituted, or `eventUrl` is added; other parameters stay. */
export const addressed = (url: string, eventUrl: string): string => {
  const encoded = encodeURIComponent(eventUrl);
  if (url.includes('{eventUrl}')) return url.replaceAll('{eventUrl}', encoded);
  const [rest, fragment] = url.split('#', 2) as [string, string | undefined];
  return `${rest}${rest.includes('?') ? '&' : '?'}eventUrl=${encoded}${fragment === undefined ? '' : `#${fragment}`}`;
};

/** Where people find an application that is only a link. */
export const landingUrl = (
  { signOn }: Snapshot,
  { accountIdentifier, companyId }: { accountIdentifier: string; companyId: string },
): string | null =>
  signOn.kind === 'BOOKMARK'
    ? signOn.landingUrl
        .replaceAll('{accountIdentifier}', encodeURIComponent(accountIdentifier))
        .replaceAll('{companyId}', encodeURIComponent(companyId))
    : null;
