import { GraphQLSchema, printSchema } from 'graphql';
import { mutations } from './mutations';
import { queries } from './queries';

/** Everything that `/api/graphql` can be asked (spec 20, *Product integrations*). */
export const schema = new GraphQLSchema({ query: queries, mutation: mutations });

/** The document in `schema.graphql`: whoever changes what can be asked changes it knowingly. */
export const schemaDocument = (): string => printSchema(schema);
