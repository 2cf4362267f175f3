import { GraphQLObjectType, GraphQLString } from 'graphql';
import { int, listOf, must, of, text, theFlag, theText } from './fields';
import * as scalars from './scalars';

export const OpenIdConnectType = new GraphQLObjectType({
  name: 'OpenIdConnectConfiguration',
  fields: {
    clientCreationMethod: of(must(scalars.ClientCreationMethod)),
    grantTypes: of(must(listOf(scalars.OidcGrantType))),
    redirectUrls: of(must(listOf(GraphQLString))),
    allowOidcScope: theFlag,
    allowUserScopes: theFlag,
    allowRoleScopes: theFlag,
    initiateLoginUrl: text,
    logoutUrl: text,
  },
});
const attribute = { name: theText, value: theText };
export const SamlType = new GraphQLObjectType({
  name: 'SamlConfiguration',
  fields: {
    serviceProviderEntityId: theText,
    assertionConsumerServiceUrl: theText,
    nameId: text,
    nameIdFormat: text,
    relayState: text,
    assertionAttributes: of(must(listOf(new GraphQLObjectType({ name: 'AssertionAttribute', fields: attribute })))),
    notBeforeMinutes: int,
    notAfterMinutes: int,
  },
});
export const BookmarkType = new GraphQLObjectType({ name: 'BookmarkConfiguration', fields: { landingUrl: theText } });
