import { Rejection } from '@causeway/event-sourcing/model';
import type { Asked, Caller } from '@causeway/platform';
import type { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { GraphQLFieldResolver, GraphQLResolveInfo } from 'graphql';

/** What resolvers are given. */
export type Asking = Readonly<{
  caller: Caller;
  commands: CommandBus;
  queries: QueryBus;
  /** The request, for one field of it: two fields make things of different ids. */
  asked: (field: string) => Asked;
  /** The answer shows the secret of this client. */
  showsSecretOf: (clientId: string) => void;
  /** Told what is no answer: the whole request is then refused as every door refuses it. */
  fault: (error: unknown) => void;
}>;

export type UserError = Readonly<{ message: string; path: readonly string[] }>;

export const fieldOf = ({ path }: GraphQLResolveInfo): string => String(path.key);

/** A refusal as the one who asked can use it: where in the input, and why. `about`: the field that names the thing refused. */
const userErrors = ({ extra, code, message }: Rejection, about: string): readonly UserError[] => {
  const errors = extra['errors'] as readonly { pointer: string; message: string }[] | undefined;
  if (errors !== undefined && errors.length > 0)
    return errors.map((one) => ({ message: one.message, path: one.pointer.split('/').filter((part) => part !== '') }));
  return [{ message, path: ['input', code === 'product.unknown' || code === 'product.vendor-only' ? 'productId' : about] }];
};

/**
 * A mutation: what the platform refuses is an error of use and goes to `userErrors` (spec 20), never to `errors`.
 * `payload` names the field of the answer that holds what was made; null when nothing was.
 */
export const mutation =
  <I>(payload: string, about: string, work: (input: I, asking: Asking, field: string) => Promise<unknown>) =>
  async (_: unknown, { input }: { input: I }, asking: Asking, info: GraphQLResolveInfo): Promise<Record<string, unknown>> => {
    try {
      return { [payload]: await work(input, asking, fieldOf(info)), userErrors: [] };
    } catch (error) {
      // At the console it is a refusal like any other there (spec 20): 409, and nothing else of the request counts.
      if (error instanceof Rejection && error.code !== 'integration.shared')
        return { [payload]: null, userErrors: userErrors(error, about) };
      asking.fault(error);
      throw error;
    }
  };

/** A query: everything but a refusal refuses the whole request. */
export const query =
  <S, A>(work: (source: S, args: A, asking: Asking) => Promise<unknown>): GraphQLFieldResolver<S, Asking, A> =>
  async (source, args, asking) => {
    try {
      return await work(source, args, asking);
    } catch (error) {
      if (!(error instanceof Rejection)) asking.fault(error);
      throw error;
    }
  };
