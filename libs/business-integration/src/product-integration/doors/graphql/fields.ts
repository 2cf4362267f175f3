import {
  GraphQLBoolean,
  GraphQLID,
  GraphQLInt,
  GraphQLList,
  type GraphQLNamedType,
  GraphQLNonNull,
  type GraphQLNullableType,
  GraphQLString,
  type GraphQLType,
} from 'graphql';

/** Short words for long types. */
export const must = <T extends GraphQLNullableType>(type: T) => new GraphQLNonNull(type);
export const listOf = <T extends GraphQLNamedType & GraphQLNullableType>(type: T) => new GraphQLList(new GraphQLNonNull(type));
export const text = { type: GraphQLString };
export const flag = { type: GraphQLBoolean };
export const int = { type: GraphQLInt };
export const id = { type: GraphQLID };
export const theId = { type: must(GraphQLID) };
export const theText = { type: must(GraphQLString) };
export const theFlag = { type: must(GraphQLBoolean) };
export const of = <T extends GraphQLType>(type: T) => ({ type });
