import { STATUS_CODES } from 'node:http';
import { AppendTooLarge, passes } from '@causeway/event-sourcing';
import { Rejection, type RejectionKind } from '@causeway/event-sourcing/model';
import { HttpException } from '@nestjs/common';
import { Unauthenticated } from '../admission';

/** Asked too often, or too much at once: 429 or 503 with `Retry-After`. */
export class TooMuch extends Error {
  constructor(
    readonly status: 429 | 503,
    readonly code: string,
    detail: string,
    readonly retryAfterSeconds: number,
  ) {
    super(detail);
    this.name = 'TooMuch';
  }
}

/** A refusal by its status alone, for what the doors themselves refuse. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
  ) {
    super(detail);
    this.name = 'Refused';
  }
}

/** RFC 9457, before it has its `type`, `title` and `instance`. */
export type Refusal = Readonly<{
  status: number;
  code: string;
  detail: string;
  extra?: Readonly<Record<string, unknown>>;
  headers?: Readonly<Record<string, string>>;
  /** True when it is a defect of ours and belongs in the log. */
  defect?: true;
}>;

const STATUS_OF: Readonly<Record<RejectionKind, number>> = {
  invalid: 400,
  forbidden: 403,
  unknown: 404,
  conflict: 409,
  stale: 412,
  unprocessable: 422,
};

const CODE_OF: Readonly<Record<number, string>> = {
  400: 'request.invalid',
  401: 'token.invalid',
  403: 'request.forbidden',
  404: 'route.unknown',
  405: 'route.unknown',
  408: 'request.timeout',
  413: 'request.too-large',
  414: 'request.too-large',
  415: 'request.media-type',
  429: 'request.too-many',
  431: 'request.too-large',
  503: 'platform.busy',
};

/** What an error is to the one who asked. Nothing of our inside leaves through it. */
export const refusalOf = (error: unknown): Refusal => {
  if (error instanceof Rejection) return { status: STATUS_OF[error.kind], code: error.code, detail: error.message, extra: error.extra };
  if (error instanceof Unauthenticated) return unauthenticated(error);
  if (error instanceof TooMuch)
    return { status: error.status, code: error.code, detail: error.message, headers: { 'retry-after': String(error.retryAfterSeconds) } };
  if (error instanceof Refused) return { status: error.status, code: error.code, detail: error.message };
  if (error instanceof AppendTooLarge)
    return { status: 413, code: 'request.too-large', detail: 'The request holds more than the record takes at once.' };
  if (passes(error))
    return { status: 503, code: 'store.unavailable', detail: 'A store does not answer at the moment.', headers: { 'retry-after': '1' } };
  return ofTheFrameworks(error);
};

const unauthenticated = (error: Unauthenticated): Refusal => {
  const why = error.code === 'token.missing' ? '' : ', error="invalid_token"';
  return { status: 401, code: error.code, detail: error.message, headers: { 'www-authenticate': `Bearer realm="causeway"${why}` } };
};

/** Nest's, Fastify's and mongoose's errors: a status below 500 is about the request, everything else is a defect. */
const ofTheFrameworks = (error: unknown): Refusal => {
  const status = error instanceof HttpException ? error.getStatus() : Number((error as { statusCode?: unknown } | null)?.statusCode ?? 0);
  if (status === 404) return { status, code: 'route.unknown', detail: 'There is nothing at this address.' };
  if (status === 503)
    return { status, code: 'platform.busy', detail: 'Too much at once; ask again in a moment.', headers: { 'retry-after': '1' } };
  if (CODE_OF[status]) return { status, code: CODE_OF[status], detail: describe(error, status) };
  if (status >= 400 && status < 500)
    return { status: 400, code: 'request.invalid', detail: describe(error, status), extra: { errors: [] } };
  if (error instanceof URIError || (error instanceof Error && error.name === 'CastError'))
    return { status: 400, code: 'request.invalid', detail: 'The request cannot be read.', extra: { errors: [] } };
  return {
    status: 500,
    code: 'platform.fault',
    detail: 'Something went wrong on our side. It is in the log under the trace of this request.',
    defect: true,
  };
};

const describe = (error: unknown, status: number): string => {
  if (status === 413) return 'The body is larger than this route takes.';
  if (status === 415) return 'This route does not take bodies of this media type.';
  return error instanceof HttpException ? error.message : 'The request cannot be read.';
};

/** The body of `application/problem+json`. */
export const problemOf = (refusal: Refusal, publicUrl: string, path: string): Record<string, unknown> => ({
  type: `${publicUrl}/api/docs/problems#${refusal.code}`,
  title: STATUS_CODES[refusal.status] ?? 'Error',
  status: refusal.status,
  detail: refusal.detail,
  instance: path,
  code: refusal.code,
  ...(refusal.code === 'request.invalid' && refusal.extra?.['errors'] === undefined ? { errors: [] } : {}),
  ...refusal.extra,
});
