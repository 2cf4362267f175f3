import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { DoorRequest } from './door-request';
import { parseJson } from './json';
import { Refused } from './problem';
import { MEBIBYTE } from './route';

const JSON_ONLY = ['application/json'] as const;
const JSON_OR_MERGE_PATCH = ['application/json', 'application/merge-patch+json'] as const;
export const FORM = 'application/x-www-form-urlencoded';
const MEDIA_TYPE = /^\s*([\w!#$&^.+-]+\/[\w!#$&^.+-]+)\s*(?:;(.*))?$/;

/** 415 for a body of a media type that this route does not take; a request without a body may say of it what it likes. */
export const refuseMediaType = ({ headers, method, routeOptions }: FastifyRequest): void => {
  if (method === 'GET' || method === 'HEAD') return;
  const length = headers['content-length'];
  if (headers['transfer-encoding'] === undefined && (length === undefined || length === '0')) {
    // Otherwise Fastify would look for a parser of nothing.
    headers['content-type'] = undefined;
    return;
  }
  const takes = routeOptions.config.takes ?? (method === 'PATCH' ? JSON_OR_MERGE_PATCH : JSON_ONLY);
  const [, type = '', parameters = ''] = MEDIA_TYPE.exec(headers['content-type'] ?? '') ?? [];
  const charset = /(?:^|;)\s*charset\s*=\s*"?([^";\s]+)/i.exec(parameters)?.[1];
  if (takes.includes(type.toLowerCase()) && (charset === undefined || /^utf-?8$/i.test(charset))) return;
  throw new Refused(415, 'request.media-type', `This route takes bodies of ${takes.join(' or ')} in UTF-8.`);
};

/** Bodies are read whole, kept as they came for the Idempotency-Key's comparison, and parsed by us. */
export const readBodies = (fastify: FastifyInstance): void => {
  fastify.removeAllContentTypeParsers();
  const options = { parseAs: 'buffer', bodyLimit: MEBIBYTE } as const;
  const read = (type: string, parse: (bytes: Buffer) => unknown) =>
    fastify.addContentTypeParser<Buffer>(type, options, (request, bytes, done) => {
      try {
        (request as DoorRequest).rawBody = bytes;
        done(null, parse(bytes));
      } catch (error) {
        done(error as Error);
      }
    });
  for (const type of JSON_OR_MERGE_PATCH) read(type, parseJson);
  read(FORM, (bytes) => new URLSearchParams(bytes.toString()));
  read('*', (bytes) => bytes);
};
