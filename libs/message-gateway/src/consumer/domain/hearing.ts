import type { Json, News } from '@causeway/event-sourcing/model';

export type Scalar = string | number | boolean | null;

/** Fields of the payload (`dotted.paths`), each of which must equal the value, or one of the values. Nothing is computed. */
export type Filter = Readonly<{ [path: string]: Scalar | readonly Scalar[] }>;

/** `Whole.Name`, or a beginning and `*`. */
export const MESSAGE_TYPE = /^(\*|[A-Za-z][A-Za-z0-9]*(\.[A-Za-z0-9]+)*(\.?\*)?)$/;
export const FILTER_PATH = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*){0,4}$/;
export const MOST_FILTERS = 20;

const covers = (pattern: string, messageType: string): boolean =>
  pattern.endsWith('*') ? messageType.startsWith(pattern.slice(0, -1)) : pattern === messageType;

export const hearsType = (patterns: readonly string[], messageType: string): boolean =>
  patterns.some((pattern) => covers(pattern, messageType));

export const passes = (filter: Filter | null, payload: Json): boolean =>
  filter === null || Object.entries(filter).every(([path, wanted]) => oneOf(wanted, valueAt(payload, path)));

/** Whether a consumer with these wishes is told of this news. */
export const hears = (wishes: Readonly<{ messageTypes: readonly string[]; filter: Filter | null }>, news: News): boolean =>
  hearsType(wishes.messageTypes, news.messageType) && passes(wishes.filter, news.payload);

/** What is wrong with a filter, as faults of the request's body. */
export const faultsOf = (filter: unknown): { pointer: string; message: string }[] => {
  const fault = (message: string, path = '') => [{ pointer: `/filter${path}`, message }];
  if (filter === null || filter === undefined) return [];
  if (typeof filter !== 'object' || Array.isArray(filter))
    return fault('must be an object of payload fields and the values that they may have');
  const entries = Object.entries(filter);
  if (entries.length === 0 || entries.length > MOST_FILTERS) return fault(`must name 1 to ${MOST_FILTERS} fields`);
  return entries.flatMap(([path, wanted]) => {
    const pointer = `/${path.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!FILTER_PATH.test(path)) return fault('must be a field of the payload, with at most five dotted names', pointer);
    if (Array.isArray(wanted) ? wanted.length > 0 && wanted.length <= 100 && wanted.every(isScalar) : isScalar(wanted)) return [];
    return fault('must be a value (text of at most 200 characters, number, true, false, null) or a list of 1 to 100 of them', pointer);
  });
};

const isScalar = (value: unknown): value is Scalar =>
  value === null ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value)) ||
  (typeof value === 'string' && value.length <= 200);

const oneOf = (wanted: Scalar | readonly Scalar[], value: unknown): boolean =>
  Array.isArray(wanted) ? wanted.includes(value as Scalar) : wanted === (value ?? null);

const valueAt = (payload: Json, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined,
      payload,
    );
