import { GraphQLEnumType, GraphQLScalarType, Kind, type ValueNode } from 'graphql';

/** Milliseconds since 1970 as a JSON number, which is more than `Int` holds (spec 20). */
export const Timestamp = new GraphQLScalarType({
  name: 'Timestamp',
  description: 'Milliseconds since 1970-01-01T00:00:00Z, as a number.',
  serialize: (value) => Date.parse(String(value)),
});

/** An enumeration whose values may also be written in quotes: the source page writes both (spec 20). */
const looseEnum = (name: string, ...values: readonly string[]): GraphQLEnumType => {
  const type = new GraphQLEnumType({ name, values: Object.fromEntries(values.map((value) => [value, {}])) });
  const strict = type.parseLiteral.bind(type);
  type.parseLiteral = (node: ValueNode, variables) =>
    strict(node.kind === Kind.STRING && values.includes(node.value) ? { kind: Kind.ENUM, value: node.value } : node, variables);
  return type;
};

export const Version = looseEnum('ProductIntegrationVersion', 'WORKING', 'PUBLISHED');
export const IntegrationKind = looseEnum('ProductIntegrationType', 'FULL_INTEGRATION', 'PARTIAL_INTEGRATION', 'BOOKMARK_ONLY');
export const CredentialsType = looseEnum('OutboundCredentialsType', 'OAUTH2', 'BASIC');
export const OutboundGrantType = looseEnum('OutboundGrantType', 'client_credentials');
export const ClientCreationMethod = looseEnum('ClientCreationMethod', 'PER_SUBSCRIPTION', 'PER_MARKETPLACE', 'PER_ENVIRONMENT');
export const OidcGrantType = looseEnum('OpenIdConnectGrantType', 'AUTHORIZATION_CODE', 'REFRESH_TOKEN');
export const Format = looseEnum('ProductIntegrationFormat', 'JSON', 'XML');
export const TestStatus = looseEnum('ProductIntegrationTestStatus', 'RUNNING', 'PASSED', 'FAILED');
export const EventStatus = looseEnum('ProductIntegrationEventStatus', 'WAITING', 'FAILING', 'EXHAUSTED', 'PENDING', 'SUCCEEDED', 'FAILED');
export const FieldKind = looseEnum('OrderFormFieldType', 'text', 'email', 'number', 'boolean', 'select', 'domain', 'country', 'phone');
export const EventKind = looseEnum(
  'ProductIntegrationEventType',
  'SUBSCRIPTION_ORDER',
  'SUBSCRIPTION_CHANGE',
  'SUBSCRIPTION_CANCEL',
  'SUBSCRIPTION_NOTICE',
  'SUBSCRIPTION_STATUS',
  'USER_ASSIGNMENT',
  'USER_UNASSIGNMENT',
  'USER_UPDATED',
  'ADDON_ORDER',
  'ADDON_CHANGE',
  'ADDON_CANCEL',
);

/** An unknown type of event is an error of use, told with its path, and not of form (spec 20, *Ping tests*). */
EventKind.parseLiteral = (node) => (node.kind === Kind.ENUM || node.kind === Kind.STRING ? node.value : undefined);
EventKind.parseValue = (value) => (typeof value === 'string' ? value : undefined);
