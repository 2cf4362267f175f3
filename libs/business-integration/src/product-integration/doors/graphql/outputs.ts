import { GraphQLInt, GraphQLObjectType, GraphQLString } from 'graphql';
import type { KnownProduct } from '../../../product/domain/product';
import type { OutboundCredentials, SignOn } from '../../domain/integration.events';
import { GetIntegration } from '../../read/get-integration';
import { GetLinkedProduct } from '../../read/get-linked-product';
import type { IntegrationShown } from '../../steps/shown';
import { type Asking, query } from './asking';
import { flag, id, int, listOf, must, of, text, theFlag, theId, theText } from './fields';
import * as scalars from './scalars';
import { BookmarkType, OpenIdConnectType, SamlType } from './sign-on-outputs';

export const UserErrorType = new GraphQLObjectType({
  name: 'UserError',
  description: 'What is wrong with how something was asked.',
  fields: { message: theText, path: { type: listOf(GraphQLString), description: 'The input field it is about.' } },
});

export const InboundClientType = new GraphQLObjectType({
  name: 'ProductIntegrationInboundClient',
  fields: {
    clientId: theText,
    clientSecret: { ...text, description: 'Only in the answer of the mutation that generated it.' },
    createdOn: of(must(scalars.Timestamp)),
  },
});

export const TestType = new GraphQLObjectType({
  name: 'ProductIntegrationTest',
  fields: {
    id: theId,
    version: of(must(scalars.Version)),
    startedOn: theText,
    finishedOn: text,
    status: of(must(scalars.TestStatus)),
    results: of(
      must(
        listOf(
          new GraphQLObjectType({
            name: 'ProductIntegrationTestResult',
            fields: {
              eventType: of(must(scalars.EventKind)),
              url: theText,
              status: of(must(scalars.TestStatus)),
              httpStatus: int,
              durationMs: int,
              message: text,
            },
          }),
        ),
      ),
    ),
  },
});

const CredentialsShown = new GraphQLObjectType<OutboundCredentials>({
  name: 'OutboundCredentials',
  description: 'Without the secret, which is never read back.',
  fields: { type: of(must(scalars.CredentialsType)), clientId: theText, tokenUri: text, grantType: of(scalars.OutboundGrantType) },
});
const FormFieldShown = new GraphQLObjectType({
  name: 'OrderFormField',
  fields: {
    name: theText,
    label: theText,
    type: of(must(scalars.FieldKind)),
    required: theFlag,
    options: of(listOf(GraphQLString)),
    pattern: text,
    personal: flag,
  },
});

const URLS = ['createUrl', 'upgradeUrl', 'cancelUrl', 'notifyUrl', 'eventStatusUrl', 'assignUrl', 'unassignUrl'] as const;
const MORE_URLS = ['userUpdatedUrl', 'addonNotificationUrl', 'validationUrl', 'notificationEmail'] as const;
const FLAGS = ['createUrlInteractive', 'upgradeUrlInteractive', 'cancelUrlInteractive'] as const;
const RULES = ['multipleSubscriptionsEnabled', 'preSubmitValidationRequired'] as const;

const contentField = (name: keyof IntegrationShown['content'], shape: object) => ({
  [name]: { ...shape, resolve: ({ content }: IntegrationShown) => content[name] },
});
const signOnField = (name: string, kind: SignOn['kind'], type: GraphQLObjectType) => ({
  [name]: { type, resolve: ({ signOn }: IntegrationShown) => (signOn?.kind === kind ? signOn : null) },
});

export const ProductIntegrationType: GraphQLObjectType<IntegrationShown, Asking> = new GraphQLObjectType({
  name: 'ProductIntegration',
  fields: () => ({
    id: theId,
    version: of(must(scalars.Version)),
    type: of(must(scalars.IntegrationKind)),
    createdOn: of(must(scalars.Timestamp)),
    publishedOn: of(scalars.Timestamp),
    ...contentField('name', theText),
    ...Object.assign({}, ...[...URLS, ...MORE_URLS].map((name) => contentField(name, text))),
    ...Object.assign({}, ...[...FLAGS, ...RULES].map((name) => contentField(name, theFlag))),
    ...contentField('outboundCredentials', of(CredentialsShown)),
    ...contentField('orderFormFields', of(must(listOf(FormFieldShown)))),
    ...contentField('defaultFormat', of(must(scalars.Format))),
    ...signOnField('openIdConnectConfiguration', 'OPEN_ID_CONNECT', OpenIdConnectType),
    ...signOnField('samlConfiguration', 'SAML', SamlType),
    ...signOnField('bookmarkConfiguration', 'BOOKMARK', BookmarkType),
    inboundClient: of(InboundClientType),
    lastTest: of(TestType),
    products: {
      type: must(listOf(ProductType)),
      resolve: query(({ productIds }: IntegrationShown, _: unknown, asking) => productsOf(productIds, asking)),
    },
    editableInConsole: { ...theFlag, resolve: ({ productIds }: IntegrationShown) => productIds.length < 2 },
  }),
});

export const ProductType: GraphQLObjectType<KnownProduct, Asking> = new GraphQLObjectType({
  name: 'Product',
  fields: () => ({
    id: { ...theId, resolve: ({ productId }: KnownProduct) => productId },
    version: { type: must(scalars.Version), resolve: () => 'WORKING' },
    name: theText,
    status: theText,
    applicationCode: theText,
    fulfilment: theText,
    integration: { type: ProductIntegrationType, resolve: query((product: KnownProduct, _: unknown, asking) => linkedTo(product, asking)) },
    lastTest: {
      type: TestType,
      resolve: query(async (product: KnownProduct, _: unknown, asking) => (await linkedTo(product, asking))?.lastTest ?? null),
    },
    editableInConsole: {
      ...theFlag,
      description: 'False when its integration is linked to more than one product.',
      resolve: query(async (product: KnownProduct, _: unknown, asking) => !(await isShared(product, asking))),
    },
    editableInConsoleReason: {
      ...text,
      resolve: query(async (product: KnownProduct, _: unknown, asking) =>
        (await isShared(product, asking)) ? 'The integration is linked to more than one product, so it is changed by GraphQL only.' : null,
      ),
    },
    integrationProducts: {
      type: must(listOf(ProductType)),
      description: 'Every product that the same integration is linked to.',
      resolve: query(async (product: KnownProduct, _: unknown, asking) =>
        productsOf((await linkedTo(product, asking))?.productIds ?? [], asking),
      ),
    },
  }),
});

const linkedTo = ({ integrationId }: KnownProduct, { queries, caller }: Asking): Promise<IntegrationShown | null> =>
  integrationId === undefined ? Promise.resolve(null) : queries.execute(new GetIntegration(caller, integrationId, 'PUBLISHED'));

const isShared = async (product: KnownProduct, asking: Asking): Promise<boolean> =>
  ((await linkedTo(product, asking))?.productIds.length ?? 0) > 1;

const productsOf = async (productIds: readonly string[], { queries, caller }: Asking): Promise<readonly KnownProduct[]> => {
  const found = await Promise.all(productIds.map((productId) => queries.execute(new GetLinkedProduct(caller, productId))));
  return found.filter((one) => one !== null);
};

const PageInfo = new GraphQLObjectType({ name: 'PageInfo', fields: { hasNextPage: theFlag, endCursor: text } });
export const connectionOf = (type: GraphQLObjectType) =>
  new GraphQLObjectType({
    name: `${type.name}Connection`,
    fields: { totalCount: of(GraphQLInt), nodes: of(must(listOf(type))), pageInfo: of(must(PageInfo)) },
  });

const Attempt = new GraphQLObjectType({
  name: 'ProductIntegrationEventAttempt',
  fields: { number: of(must(GraphQLInt)), startedOn: theText, durationMs: of(must(GraphQLInt)), httpStatus: int, error: text },
});
export const EventType = new GraphQLObjectType({
  name: 'ProductIntegrationEvent',
  fields: {
    id: theId,
    token: theText,
    type: of(must(scalars.EventKind)),
    subscriptionId: theId,
    orderId: id,
    createdOn: of(must(scalars.Timestamp)),
    status: of(must(scalars.EventStatus)),
    nextAttemptOn: text,
    attempts: of(must(listOf(Attempt))),
    accountIdentifier: text,
    errorCode: text,
    message: text,
    resolvedOn: text,
  },
});
