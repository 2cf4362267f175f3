import type { Event } from '@causeway/event-sourcing/model';
import type { FormField } from '../../product/domain/product.events';

export type IntegrationVersion = 'WORKING' | 'PUBLISHED';
export type IntegrationType = 'FULL_INTEGRATION' | 'PARTIAL_INTEGRATION' | 'BOOKMARK_ONLY';
export type EventFormat = 'JSON' | 'XML';

/** How we sign in where the vendor is called. The secret is sealed under the installation's key and never shown again. */
export type OutboundCredentials = {
  type: 'OAUTH2' | 'BASIC';
  clientId: string;
  sealedSecret: string;
  tokenUri: string | null;
  grantType: string | null;
};

/** The addresses of a product host, one for each kind of event; null: that event is not sent. */
export type HostUrls = {
  createUrl: string | null;
  upgradeUrl: string | null;
  cancelUrl: string | null;
  notifyUrl: string | null;
  eventStatusUrl: string | null;
  assignUrl: string | null;
  unassignUrl: string | null;
  userUpdatedUrl: string | null;
  addonNotificationUrl: string | null;
  validationUrl: string | null;
};

export type IntegrationContent = HostUrls & {
  name: string;
  createUrlInteractive: boolean;
  upgradeUrlInteractive: boolean;
  cancelUrlInteractive: boolean;
  outboundCredentials: OutboundCredentials | null;
  multipleSubscriptionsEnabled: boolean;
  notificationEmail: string | null;
  preSubmitValidationRequired: boolean;
  orderFormFields: readonly FormField[];
  defaultFormat: EventFormat;
};

export type ClientCreationMethod = 'PER_SUBSCRIPTION' | 'PER_MARKETPLACE' | 'PER_ENVIRONMENT';

export type OpenIdConnect = {
  kind: 'OPEN_ID_CONNECT';
  clientCreationMethod: ClientCreationMethod;
  grantTypes: readonly string[];
  redirectUrls: readonly string[];
  allowOidcScope: boolean;
  allowUserScopes: boolean;
  allowRoleScopes: boolean;
  initiateLoginUrl: string | null;
  logoutUrl: string | null;
};
export type Saml = {
  kind: 'SAML';
  serviceProviderEntityId: string;
  assertionConsumerServiceUrl: string;
  nameId: string | null;
  nameIdFormat: string | null;
  relayState: string | null;
  assertionAttributes: readonly { name: string; value: string }[];
  notBeforeMinutes: number | null;
  notAfterMinutes: number | null;
};
export type Bookmark = { kind: 'BOOKMARK'; landingUrl: string };
/** How people enter the application; one per integration. */
export type SignOn = OpenIdConnect | Saml | Bookmark;

export type PingEventType =
  | 'SUBSCRIPTION_ORDER'
  | 'SUBSCRIPTION_CHANGE'
  | 'SUBSCRIPTION_CANCEL'
  | 'SUBSCRIPTION_NOTICE'
  | 'USER_ASSIGNMENT'
  | 'USER_UNASSIGNMENT';

/** What each fact of an integration repeats. */
export type IntegrationTold = { integrationId: string; vendorTenantId: string };

export type IntegrationDrafted = Event<'IntegrationDrafted', IntegrationTold & { content: IntegrationContent }>;
/** The whole new draft; what is published stays as it is. */
export type IntegrationRevised = Event<'IntegrationRevised', IntegrationTold & { content: IntegrationContent }>;
export type IntegrationSignOnSet = Event<'IntegrationSignOnSet', IntegrationTold & { signOn: SignOn }>;
/** A client for the product host to come in with; former ones end at `formerEndOn`. */
export type IntegrationClientGenerated = Event<
  'IntegrationClientGenerated',
  IntegrationTold & { clientId: string; secretHash: string; formerEndOn: string }
>;
/** The draft as it stands becomes the snapshot, named by this fact's revision. */
export type IntegrationPublished = Event<'IntegrationPublished', IntegrationTold & { type: IntegrationType }>;
export type IntegrationLinked = Event<'IntegrationLinked', IntegrationTold & { productId: string }>;
export type IntegrationUnlinked = Event<'IntegrationUnlinked', IntegrationTold & { productId: string }>;
export type IntegrationDeleted = Event<'IntegrationDeleted', IntegrationTold>;
export type IntegrationTestStarted = Event<
  'IntegrationTestStarted',
  IntegrationTold & { testId: string; version: IntegrationVersion; pings: readonly { eventType: PingEventType; url: string }[] }
>;
export type PingResult = {
  eventType: PingEventType;
  status: 'PASSED' | 'FAILED';
  httpStatus: number | null;
  durationMs: number;
  message: string | null;
};
export type IntegrationPinged = Event<'IntegrationPinged', IntegrationTold & { testId: string; result: PingResult }>;

export type IntegrationEvent =
  | IntegrationDrafted
  | IntegrationRevised
  | IntegrationSignOnSet
  | IntegrationClientGenerated
  | IntegrationPublished
  | IntegrationLinked
  | IntegrationUnlinked
  | IntegrationDeleted
  | IntegrationTestStarted
  | IntegrationPinged;
