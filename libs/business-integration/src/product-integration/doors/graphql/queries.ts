import type { Page } from '@causeway/platform';
import { GraphQLObjectType } from 'graphql';
import { ListHostEvents } from '../../../host-event/read/list-host-events';
import type { IntegrationVersion } from '../../domain/integration.events';
import { GetIntegration } from '../../read/get-integration';
import { GetLinkedProduct } from '../../read/get-linked-product';
import { ListIntegrations } from '../../read/list-integrations';
import { type Asking, query } from './asking';
import { int, must, of, text, theId } from './fields';
import { connectionOf, EventType, ProductIntegrationType, ProductType } from './outputs';
import { Version } from './scalars';

type Paged = { first?: number | null; after?: string | null };

export const USUAL_FIRST = 20;
export const MOST_FIRST = 100;
const paged = { first: { ...int, defaultValue: USUAL_FIRST, description: `1 to ${MOST_FIRST}` }, after: text };

const pageOf = ({ first, after }: Paged) => ({
  limit: Math.max(1, Math.min(MOST_FIRST, first ?? USUAL_FIRST)),
  ...(after === undefined || after === null ? {} : { cursor: after }),
});
const connection = ({ totalCount, items, nextCursor }: Page<unknown>) => ({
  totalCount,
  nodes: items,
  pageInfo: { hasNextPage: nextCursor !== null, endCursor: nextCursor },
});

export const queries = new GraphQLObjectType<unknown, Asking>({
  name: 'Query',
  fields: {
    productIntegration: {
      type: ProductIntegrationType,
      args: { id: theId, version: { type: Version, defaultValue: 'WORKING' } },
      resolve: query((_, { id, version }: { id: string; version?: IntegrationVersion | null }, { queries, caller }) =>
        queries.execute(new GetIntegration(caller, id, version ?? 'WORKING')),
      ),
    },
    productIntegrations: {
      type: must(connectionOf(ProductIntegrationType)),
      args: paged,
      resolve: query(async (_, args: Paged, { queries, caller }) =>
        connection(await queries.execute(new ListIntegrations(caller, pageOf(args)))),
      ),
    },
    product: {
      type: ProductType,
      args: { id: theId },
      resolve: query((_, { id }: { id: string }, { queries, caller }) => queries.execute(new GetLinkedProduct(caller, id))),
    },
    productIntegrationEvents: {
      ...of(must(connectionOf(EventType))),
      args: { integrationId: theId, ...paged },
      resolve: query(async (_, { integrationId, ...args }: Paged & { integrationId: string }, { queries, caller }) =>
        connection(await queries.execute(new ListHostEvents(caller, integrationId, pageOf(args)))),
      ),
    },
  },
});
