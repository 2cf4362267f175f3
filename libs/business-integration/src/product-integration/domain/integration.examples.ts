import type * as facts from './integration.events';

const told = { integrationId: '0193a1b2-0000-8000-8000-000000000020', vendorTenantId: 'acme' };
const url = 'https://host.acme.example/events?event={eventUrl}';

export const content: facts.IntegrationContent = {
  name: 'Acme CRM integration',
  createUrl: url,
  createUrlInteractive: false,
  upgradeUrl: url,
  upgradeUrlInteractive: false,
  cancelUrl: url,
  cancelUrlInteractive: false,
  notifyUrl: url,
  eventStatusUrl: null,
  assignUrl: url,
  unassignUrl: url,
  userUpdatedUrl: null,
  addonNotificationUrl: null,
  validationUrl: null,
  outboundCredentials: {
    type: 'OAUTH2',
    clientId: '123456',
    sealedSecret: 'v1.sealed',
    tokenUri: 'https://host.acme.example/token',
    grantType: 'client_credentials',
  },
  multipleSubscriptionsEnabled: false,
  notificationEmail: 'it@acme.example',
  preSubmitValidationRequired: false,
  orderFormFields: [{ name: 'region', label: 'Region', type: 'select', required: true, options: ['EU', 'US'] }],
  defaultFormat: 'JSON',
};
export const openIdConnect: facts.OpenIdConnect = {
  kind: 'OPEN_ID_CONNECT',
  clientCreationMethod: 'PER_SUBSCRIPTION',
  grantTypes: ['AUTHORIZATION_CODE'],
  redirectUrls: ['https://crm.acme.example/back'],
  allowOidcScope: true,
  allowUserScopes: false,
  allowRoleScopes: false,
  initiateLoginUrl: 'https://crm.acme.example/login',
  logoutUrl: null,
};

export const drafted: facts.IntegrationDrafted = { type: 'IntegrationDrafted', data: { ...told, content } };
export const revised: facts.IntegrationRevised = {
  type: 'IntegrationRevised',
  data: { ...told, content: { ...content, name: 'Acme CRM', defaultFormat: 'XML' } },
};
export const signOnSet: facts.IntegrationSignOnSet = { type: 'IntegrationSignOnSet', data: { ...told, signOn: openIdConnect } };
export const clientGenerated: facts.IntegrationClientGenerated = {
  type: 'IntegrationClientGenerated',
  data: { ...told, clientId: 'AZOhsgAAgACAAAAAAAAAIAabcdef12', secretHash: 'hash', formerEndOn: '2026-01-02T09:00:00.000Z' },
};
export const published: facts.IntegrationPublished = { type: 'IntegrationPublished', data: { ...told, type: 'FULL_INTEGRATION' } };
const link = { ...told, productId: '0193a1b2-0000-7000-8000-000000000002' };
export const linked: facts.IntegrationLinked = { type: 'IntegrationLinked', data: link };
export const unlinked: facts.IntegrationUnlinked = { type: 'IntegrationUnlinked', data: link };
export const deleted: facts.IntegrationDeleted = { type: 'IntegrationDeleted', data: told };
const testId = '0193a1b2-0000-8000-8000-000000000021';
export const testStarted: facts.IntegrationTestStarted = {
  type: 'IntegrationTestStarted',
  data: { ...told, testId, version: 'WORKING', pings: [{ eventType: 'SUBSCRIPTION_ORDER', url }] },
};
export const pinged: facts.IntegrationPinged = {
  type: 'IntegrationPinged',
  data: {
    ...told,
    testId,
    result: {
      eventType: 'SUBSCRIPTION_ORDER',
      status: 'FAILED',
      httpStatus: 500,
      durationMs: 12,
      message: 'The product host answered 500.',
    },
  },
};
