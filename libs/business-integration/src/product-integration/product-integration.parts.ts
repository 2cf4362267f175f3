import { GraphqlHttp } from './doors/graphql/graphql.http';
import { GetIntegrationHandler } from './read/get-integration';
import { GetLinkedProductHandler } from './read/get-linked-product';
import { ListIntegrationsHandler } from './read/list-integrations';
import { IntegrationSnapshots } from './steps/integration-snapshots';
import { SubmittedForms } from './steps/submitted-forms';
import { CreateIntegrationHandler } from './write/create-integration';
import { DeleteIntegrationHandler } from './write/delete-integration';
import { FinishLinkHandler } from './write/finish-link';
import { GenerateInboundClientHandler } from './write/generate-inbound-client';
import { LinkIntegrationHandler } from './write/link-integration';
import { PublishIntegrationHandler } from './write/publish-integration';
import { SetSignOnHandler } from './write/set-sign-on';
import { StartPingTestHandler } from './write/start-ping-test';
import { UnlinkIntegrationHandler } from './write/unlink-integration';
import { UpdateIntegrationHandler } from './write/update-integration';

/** Of the module: how integrations are configured. */
export const integrationDoors = [GraphqlHttp];
export const integrationParts = [
  ...[CreateIntegrationHandler, UpdateIntegrationHandler, SetSignOnHandler, GenerateInboundClientHandler, StartPingTestHandler],
  ...[PublishIntegrationHandler, DeleteIntegrationHandler, LinkIntegrationHandler, UnlinkIntegrationHandler, FinishLinkHandler],
  ...[GetIntegrationHandler, ListIntegrationsHandler, GetLinkedProductHandler],
  ...[IntegrationSnapshots, SubmittedForms],
];
