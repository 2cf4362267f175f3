import { GraphQLInputObjectType, GraphQLString } from 'graphql';
import { flag, int, listOf, must, of, text, theId, theText } from './fields';
import * as scalars from './scalars';

const input = (name: string, fields: ConstructorParameters<typeof GraphQLInputObjectType>[0]['fields']) =>
  new GraphQLInputObjectType({ name, fields });

const credentials = input('OutboundCredentialsInput', {
  type: of(must(scalars.CredentialsType)),
  clientId: theText,
  clientSecret: { ...text, description: 'Never read back. Left out in an update, it stays.' },
  tokenUri: text,
  grantType: of(scalars.OutboundGrantType),
});
const formField = input('OrderFormFieldInput', {
  name: theText,
  label: theText,
  type: of(must(scalars.FieldKind)),
  required: flag,
  options: of(listOf(GraphQLString)),
  pattern: text,
  personal: flag,
});

const integration = {
  createUrl: text,
  createUrlInteractive: flag,
  upgradeUrl: text,
  upgradeUrlInteractive: flag,
  cancelUrl: text,
  cancelUrlInteractive: flag,
  notifyUrl: text,
  eventStatusUrl: text,
  assignUrl: text,
  unassignUrl: text,
  userUpdatedUrl: text,
  addonNotificationUrl: text,
  validationUrl: text,
  outboundCredentials: of(credentials),
  multipleSubscriptionsEnabled: flag,
  notificationEmail: text,
  preSubmitValidationRequired: flag,
  orderFormFields: of(listOf(formField)),
  defaultFormat: of(scalars.Format),
};
export const CreateInput = input('CreateProductIntegrationInput', { name: theText, ...integration });
export const UpdateInput = input('UpdateProductIntegrationInput', { id: theId, name: text, ...integration });

const openIdConnect = {
  allowOidcScope: flag,
  allowUserScopes: flag,
  allowRoleScopes: flag,
  initiateLoginUrl: text,
  logoutUrl: text,
};
const saml = {
  nameId: text,
  nameIdFormat: text,
  relayState: text,
  assertionAttributes: of(listOf(input('AssertionAttributeInput', { name: theText, value: theText }))),
  notBeforeMinutes: int,
  notAfterMinutes: int,
};
const methods = of(listOf(scalars.OidcGrantType));
const urls = of(listOf(GraphQLString));
const integrationConfigurationId = theId;

/** Of the three kinds of sign-on: to add one, and to change the one that is there. */
export const SIGN_ON_INPUTS = {
  OpenIdConnect: [
    input('AddProductIntegrationOpenIdConnectConfigurationInput', {
      integrationConfigurationId,
      clientCreationMethod: of(scalars.ClientCreationMethod),
      grantTypes: methods,
      redirectUrls: urls,
      ...openIdConnect,
    }),
    input('UpdateProductIntegrationOpenIdConnectConfigurationInput', {
      integrationConfigurationId,
      clientCreationMethod: of(scalars.ClientCreationMethod),
      grantTypes: methods,
      redirectUrls: urls,
      ...openIdConnect,
    }),
  ],
  Saml: [
    input('AddProductIntegrationSamlConfigurationInput', {
      integrationConfigurationId,
      serviceProviderEntityId: theText,
      assertionConsumerServiceUrl: theText,
      ...saml,
    }),
    input('UpdateProductIntegrationSamlConfigurationInput', {
      integrationConfigurationId,
      serviceProviderEntityId: text,
      assertionConsumerServiceUrl: text,
      ...saml,
    }),
  ],
  Bookmark: [
    input('AddProductIntegrationBookmarkConfigurationInput', { integrationConfigurationId, landingUrl: theText }),
    input('UpdateProductIntegrationBookmarkConfigurationInput', { integrationConfigurationId, landingUrl: text }),
  ],
} as const;

export const GenerateClientInput = input('GenerateProductIntegrationInboundClientInput', { id: theId });
export const PingInput = input('TriggerProductIntegrationPingTestInput', {
  id: theId,
  version: of(scalars.Version),
  eventTypes: of(must(listOf(scalars.EventKind))),
});
export const PublishInput = input('PublishProductIntegrationInput', { integrationId: theId });
const link = { productId: theId, integrationId: theId };
export const LinkInput = input('LinkProductIntegrationInput', link);
export const UnlinkInput = input('UnlinkProductIntegrationInput', link);
export const DeleteInput = input('DeleteProductIntegrationInput', { id: theId });
