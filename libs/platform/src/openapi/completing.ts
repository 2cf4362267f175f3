import type { OpenAPIObject } from '@nestjs/swagger';

type Bag = Record<string, unknown>;
type Operation = { parameters?: Bag[]; responses: Bag; security?: unknown[]; requestBody?: { content: Record<string, unknown> } };

const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;

const PROBLEM: Bag = {
  type: 'object',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    code: { type: 'string', description: 'noun.reason' },
    errors: { type: 'array', items: { type: 'object', properties: { pointer: { type: 'string' }, message: { type: 'string' } } } },
  },
};

const header = (name: string, description: string): Bag => ({
  name,
  in: 'header',
  required: false,
  description,
  schema: { type: 'string' },
});

const PARAMETERS: Readonly<Record<string, Bag>> = {
  IdempotencyKey: header('Idempotency-Key', '1 to 255 visible characters: the same request twice has one effect.'),
  IfMatch: header('If-Match', 'The revision that was seen, as in ETag.'),
  MinPosition: header('Causeway-Min-Position', 'Answer from read models that have got at least this far.'),
};

const problem = (description: string): Bag => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});
const parameter = (name: string): Bag => ({ $ref: `#/components/parameters/${name}` });

/** What every route has in common is said once here instead of at each of them. */
export const completed = (document: OpenAPIObject): OpenAPIObject => {
  const full = in31(document) as OpenAPIObject;
  full.components = {
    ...full.components,
    schemas: { ...full.components?.schemas, Problem: PROBLEM as never },
    parameters: { ...full.components?.parameters, ...(PARAMETERS as object) },
  };
  for (const [path, item] of Object.entries(full.paths))
    for (const method of METHODS) {
      const operation = (item as unknown as Record<string, Operation | undefined>)[method];
      if (operation && path.startsWith('/api/')) complete(operation, method);
    }
  return full;
};

const complete = (operation: Operation, method: (typeof METHODS)[number]): void => {
  const withToken = (operation.security?.length ?? 0) > 0;
  const statuses: Record<number, string | undefined> = {
    400: 'The request does not have the shape that this route takes',
    ...(withToken ? { 401: 'No token, or not one of ours', 403: 'Not allowed' } : {}),
    404: "Unknown, or another tenant's",
    ...(method === 'get'
      ? {}
      : {
          409: 'In conflict with how things stand',
          412: 'Another revision than the newest',
          413: 'Too large',
          415: 'Another media type',
          422: 'Refused by a rule',
        }),
    429: 'Too often',
    503: 'A store is away, or too much at once',
  };
  for (const [status, description] of Object.entries(statuses)) operation.responses[status] ??= problem(description ?? '');
  const extra = method === 'get' ? ['MinPosition'] : method === 'post' ? ['IdempotencyKey', 'IfMatch'] : ['IfMatch'];
  operation.parameters = [...(operation.parameters ?? []), ...extra.map(parameter)];
  const content = operation.requestBody?.content;
  if (method === 'patch' && content?.['application/json']) content['application/merge-patch+json'] = content['application/json'];
};

/** From the words of OpenAPI 3.0, which decorators speak, to those of 3.1. */
const in31 = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(in31);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, ...rest } = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, in31(one)])) as Bag;
  if (typeof nullable !== 'boolean') return nullable === undefined ? rest : { ...rest, nullable };
  if (!nullable) return rest;
  if (typeof rest['type'] === 'string')
    return { ...rest, type: [rest['type'], 'null'], ...(Array.isArray(rest['enum']) ? { enum: [...rest['enum'], null] } : {}) };
  return { oneOf: [rest, { type: 'null' }] };
};
