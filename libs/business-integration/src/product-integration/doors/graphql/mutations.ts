import { GraphQLBoolean, type GraphQLInputObjectType, GraphQLObjectType, type GraphQLOutputType } from 'graphql';
import type { SignOn } from '../../domain/integration.events';
import type { IntegrationWish, SignOnWish } from '../../steps/integration-wish';
import { CreateIntegration } from '../../write/create-integration';
import { DeleteIntegration } from '../../write/delete-integration';
import { GenerateInboundClient } from '../../write/generate-inbound-client';
import { LinkIntegration } from '../../write/link-integration';
import { PublishIntegration } from '../../write/publish-integration';
import { SetSignOn } from '../../write/set-sign-on';
import { StartPingTest } from '../../write/start-ping-test';
import { UnlinkIntegration } from '../../write/unlink-integration';
import { UpdateIntegration } from '../../write/update-integration';
import { type Asking, mutation } from './asking';
import { listOf, must, of } from './fields';
import * as inputs from './inputs';
import { InboundClientType, ProductIntegrationType, ProductType, UserErrorType } from './outputs';
import { BookmarkType, OpenIdConnectType, SamlType } from './sign-on-outputs';

type Work<I> = (input: I, asking: Asking, field: string) => Promise<unknown>;

/** One mutation: its answer holds what was made under one name, and the errors of use. `about` is the input that names the thing. */
const field = <I>(name: string, input: GraphQLInputObjectType, payload: string, type: GraphQLOutputType, about: string, work: Work<I>) => ({
  [name]: {
    type: new GraphQLObjectType({
      name: `${name[0]!.toUpperCase()}${name.slice(1)}Payload`,
      fields: { [payload]: { type }, userErrors: of(must(listOf(UserErrorType))) },
    }),
    args: { input: { type: must(input) } },
    resolve: mutation<I>(payload, about, work),
  },
});

type Id = { id: string };
type IntegrationId = { integrationId: string };
type Link = { productId: string; integrationId: string };
type Ping = { id: string; version?: 'WORKING' | 'PUBLISHED' | null; eventTypes: readonly string[] };
type SignOnInput = SignOnWish & { integrationConfigurationId: string };

const SIGN_ONS = [
  ['OpenIdConnect', 'openIdConnectConfiguration', OpenIdConnectType, 'OPEN_ID_CONNECT'],
  ['Saml', 'samlConfiguration', SamlType, 'SAML'],
  ['Bookmark', 'bookmarkConfiguration', BookmarkType, 'BOOKMARK'],
] as const;

const signOnFields = SIGN_ONS.flatMap(([word, payload, type, kind]) =>
  (['add', 'update'] as const).map((verb, i) =>
    field<SignOnInput>(
      `${verb}ProductIntegration${word}Configuration`,
      inputs.SIGN_ON_INPUTS[word][i]!,
      payload,
      type,
      'integrationConfigurationId',
      signOn(kind, verb === 'update'),
    ),
  ),
);

function signOn(kind: SignOn['kind'], update: boolean): Work<SignOnInput> {
  return async ({ integrationConfigurationId: id, ...wish }, { commands, asked }, at) =>
    (await commands.execute(new SetSignOn(asked(at), id, kind, wish, update))).signOn;
}

export const mutations = new GraphQLObjectType<unknown, Asking>({
  name: 'Mutation',
  fields: {
    ...field<IntegrationWish>(
      'createProductIntegration',
      inputs.CreateInput,
      'productIntegration',
      ProductIntegrationType,
      'name',
      (wish, { commands, asked }, at) => commands.execute(new CreateIntegration(asked(at), wish)),
    ),
    ...field<IntegrationWish & Id>(
      'updateProductIntegration',
      inputs.UpdateInput,
      'productIntegration',
      ProductIntegrationType,
      'id',
      ({ id, ...wish }, { commands, asked }, at) => commands.execute(new UpdateIntegration(asked(at), id, wish)),
    ),
    ...Object.assign({}, ...signOnFields),
    ...field<Id>(
      'generateProductIntegrationInboundClient',
      inputs.GenerateClientInput,
      'productIntegrationInboundClient',
      InboundClientType,
      'id',
      async ({ id }, { commands, asked, showsSecretOf }, at) => {
        const made = await commands.execute(new GenerateInboundClient(asked(at), id));
        showsSecretOf(made.clientId);
        return made;
      },
    ),
    ...field<Ping>(
      'triggerProductIntegrationPingTest',
      inputs.PingInput,
      'productIntegration',
      ProductIntegrationType,
      'id',
      ({ id, version, eventTypes }, { commands, asked }, at) =>
        commands.execute(new StartPingTest(asked(at), id, version ?? 'WORKING', eventTypes)),
    ),
    ...field<IntegrationId>(
      'publishProductIntegration',
      inputs.PublishInput,
      'productIntegration',
      ProductIntegrationType,
      'integrationId',
      ({ integrationId }, { commands, asked }, at) => commands.execute(new PublishIntegration(asked(at), integrationId)),
    ),
    ...field<Link>(
      'linkProductIntegration',
      inputs.LinkInput,
      'product',
      ProductType,
      'integrationId',
      ({ productId, integrationId }, { commands, asked }, at) => commands.execute(new LinkIntegration(asked(at), productId, integrationId)),
    ),
    ...field<Link>(
      'unlinkProductIntegration',
      inputs.UnlinkInput,
      'product',
      ProductType,
      'integrationId',
      ({ productId, integrationId }, { commands, asked }, at) =>
        commands.execute(new UnlinkIntegration(asked(at), productId, integrationId)),
    ),
    ...field<Id>(
      'deleteProductIntegration',
      inputs.DeleteInput,
      'deleted',
      GraphQLBoolean,
      'id',
      async ({ id }, { commands, asked }, at) => {
        await commands.execute(new DeleteIntegration(asked(at), id));
        return true;
      },
    ),
  },
});
