// Requests made from the OpenAPI document: the right shape with something wrong in it, or nothing right at all.
import { BODIES } from './bodies.mjs';
import { KEYS, POSITIONS, QUERIES, REVISIONS, SEGMENTS, TOKENS, TYPES } from './corpus.mjs';
import { VALUES } from './values.mjs';

/** Whose token a route is for, by how its path begins. */
const OWNERS = [
  ['/api/v1/storefront', 'customer'],
  ['/api/v1/products', 'vendor'],
  ['/api/v1/applications', 'vendor'],
  ['/api/graphql', 'vendor'],
  ['/api/v1/gateway', 'agent'],
  ['/api/v1/orders', 'agent'],
];

/** Text of a query; halves of surrogate pairs have no URL encoding and become what a browser makes of them. */
const asText = (value) =>
  encodeURIComponent((typeof value === 'object' ? JSON.stringify(value) : String(value)).slice(0, 3000).toWellFormed());

/** Gives a function that makes the next request. `known` gives a real value for a name of a parameter, or undefined. */
export const requestsOf = (document, { random, known, clients }) => {
  const one = (list) => list[Math.floor(random() * list.length)];
  const often = (share) => random() < share;
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), ...operation })),
  );
  const resolved = (schema) =>
    schema?.$ref ? document.components.schemas[schema.$ref.split('/').at(-1)] : (schema?.allOf?.map(resolved)[0] ?? schema);

  /** A value that fits its schema, as far as the document tells. */
  const fitting = (given, name = '') => {
    const schema = resolved(given) ?? {};
    const real = known(name);
    if (real !== undefined && often(0.6)) return real;
    if (schema.enum) return one(schema.enum);
    if (schema.example !== undefined && often(0.7)) return schema.example;
    const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
    if (type === 'array') return Array.from({ length: Math.floor(random() * 3) }, () => fitting(schema.items ?? {}, name));
    if (type === 'boolean') return often(0.5);
    if (type === 'number' || type === 'integer') return Math.floor(random() * 50);
    if (type === 'object' && schema.properties)
      return Object.fromEntries(
        Object.entries(schema.properties)
          .filter(([field]) => schema.required?.includes(field) || often(0.4))
          .map(([field, of]) => [field, fitting(of, field)]),
      );
    return type === 'object' ? { a: 1 } : `text ${Math.floor(random() * 1e9).toString(36)}`;
  };

  /** Something in it replaced, added, taken away or nested; `__proto__` as an own name, so that it is sent. */
  const spoilt = (value) => {
    if (value === null || typeof value !== 'object' || often(0.25)) return one(VALUES);
    if (Array.isArray(value))
      return value.length === 0 || often(0.3) ? [...value, one(VALUES)] : value.map((item, at) => (at === 0 ? spoilt(item) : item));
    const fields = Object.keys(value);
    if (fields.length === 0 || often(0.2))
      return { ...value, [one(['extra', 'toString', 'a'.repeat(300), '', '$gt', 'a.b', 'tenantId', 'id', 'revision'])]: one(VALUES) };
    const field = one(fields);
    if (often(0.15)) return Object.fromEntries(Object.entries(value).filter(([name]) => name !== field));
    return { ...value, [field]: spoilt(value[field]) };
  };

  const bodyOf = (operation) => {
    const schema = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
    if (often(0.12)) return one(BODIES);
    if (!schema) return often(0.2) ? Buffer.from(JSON.stringify(one(VALUES) ?? null)) : undefined;
    const value = fitting(schema);
    return Buffer.from(JSON.stringify(often(0.75) ? spoilt(value) : value) ?? 'null');
  };
  const pathOf = ({ path }) =>
    path.replace(/\{(\w+)\}/g, (_, name) =>
      often(0.7) ? encodeURIComponent(String(known(name) ?? 'none')) : one(SEGMENTS).replace(/[ ]/g, '%20'),
    );
  const queryOf = ({ parameters = [] }) => {
    const parts = parameters
      .filter((one) => one.in === 'query' && (one.required || often(0.25)))
      .map(({ name, schema }) => `${name}=${asText(often(0.7) ? fitting(schema, name) : one(VALUES))}`);
    if (often(0.2)) parts.push(one(QUERIES));
    return parts.length > 0 ? `?${parts.join('&')}` : '';
  };

  /** Mostly whom the route is for, so that what lies behind the doors is reached. */
  const clientFor = (path) =>
    often(0.75) ? clients[OWNERS.find(([prefix]) => path.startsWith(prefix))?.[1] ?? 'operator'] : one(Object.values(clients));

  return () => {
    const operation = one(operations);
    const form = operation.requestBody?.content?.['application/x-www-form-urlencoded'];
    const headers = {};
    headers.authorization = often(0.93) ? `Bearer ${clientFor(operation.path).token}` : one(TOKENS);
    const body =
      operation.method === 'GET' && often(0.95)
        ? undefined
        : form
          ? Buffer.from(`grant_type=client_credentials&tid=${asText(one(VALUES))}`)
          : bodyOf(operation);
    if (body !== undefined)
      headers['content-type'] = often(0.94)
        ? form
          ? 'application/x-www-form-urlencoded'
          : operation.method === 'PATCH'
            ? one(['application/json', 'application/merge-patch+json'])
            : 'application/json'
        : one(TYPES);
    if (often(0.1)) headers['idempotency-key'] = one(KEYS);
    if (often(0.1)) headers['if-match'] = one(REVISIONS);
    if (often(0.06)) headers['causeway-min-position'] = one(POSITIONS);
    if (often(0.04))
      headers.traceparent = one([
        '00-0-0-0',
        '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
        'ff-x',
        '\u00ff'.repeat(100),
        '00-'.repeat(2000),
      ]);
    if (often(0.02))
      headers[one(['x-forwarded-for', 'x-http-method-override', 'host', 'accept', 'accept-encoding', 'content-encoding', 'range'])] = one([
        'DELETE',
        'gzip',
        '127.0.0.1',
        'bytes=0-',
        '*/*;q=2',
        '\u00e9',
        'x'.repeat(9000),
      ]);
    const method = often(0.97) ? operation.method : one(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'TRACE', 'PROPFIND']);
    return { operation, method, path: pathOf(operation) + queryOf(operation), headers, body };
  };
};
