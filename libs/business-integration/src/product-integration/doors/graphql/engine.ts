import type { FastifyInstance } from 'fastify';
import type { GraphQLError } from 'graphql';
import type { Asking } from './asking';

export type Question = Readonly<{ query: string; variables?: Readonly<Record<string, unknown>> | null; operationName?: string | null }>;
/** `status` 400 for what is no GraphQL, or costs too much; else 200, with `errors` or without. */
export type Answered = Readonly<{ status: 200 | 400; body: Readonly<Record<string, unknown>> }>;

type Engine = Pick<FastifyInstance, 'close'> & {
  graphql: (source: string, context: Asking, variables?: object, operationName?: string) => Promise<Record<string, unknown>>;
};

const REMEMBERED = 500;
/** A question that was asked so often is compiled. */
const COMPILED_AFTER = 10;
const MOST_TOKENS = 5000;
/** Mercurius would take a parsed document written as JSON; no GraphQL begins like that. */
const NOT_GRAPHQL = /^\s*(\{\s*["}]|\[|"|-?\d|true\b|false\b|null\b)/;

let opening: Promise<Engine> | null = null;

/** Mercurius in an instance that listens nowhere: loaded at the first question, because a start shall not wait for it. */
const open = async (): Promise<Engine> => {
  const { fastify } = require('fastify') as typeof import('fastify');
  const mercurius = require('mercurius') as typeof import('mercurius').default;
  const { schema } = require('./schema') as typeof import('./schema');
  const { withinLimits } = require('./limits') as typeof import('./limits');
  const instance = fastify({ logger: false });
  await instance.register(mercurius, {
    schema,
    routes: false,
    graphiql: false,
    cache: REMEMBERED,
    jit: COMPILED_AFTER,
    validationRules: [withinLimits],
    graphql: { parseOptions: { maxTokens: MOST_TOKENS } },
  } as never);
  await instance.ready();
  return instance as unknown as Engine;
};

export const answer = async ({ query, variables, operationName }: Question, asking: Asking): Promise<Answered> => {
  if (NOT_GRAPHQL.test(query)) return refused([{ message: 'This is no GraphQL document.' }]);
  opening ??= open();
  const engine = await opening;
  try {
    return { status: 200, body: shown(await engine.graphql(query, asking, variables ?? undefined, operationName ?? undefined)) };
  } catch (error) {
    const { errors, statusCode, message } = error as { errors?: readonly GraphQLError[]; statusCode?: number; message: string };
    if (errors !== undefined) return refused(errors.map((one) => ({ message: one.message, locations: one.locations })));
    if (statusCode !== undefined && statusCode < 500) return refused([{ message }]);
    throw error;
  }
};

const refused = (errors: readonly object[]): Answered => ({ status: 400, body: { data: null, errors } });

/** Refusals of queries carry their code; nothing else of an error leaves. */
const shown = ({ data, errors }: Record<string, unknown>): Record<string, unknown> => {
  if (errors === undefined) return { data };
  const told = (errors as readonly GraphQLError[]).map(({ message, path, locations, originalError }) => {
    const code = (originalError as { code?: unknown } | undefined)?.code;
    return { message, path, locations, ...(typeof code === 'string' ? { extensions: { code } } : {}) };
  });
  return { data, errors: told };
};
