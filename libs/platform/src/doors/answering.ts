import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Answer } from './answer';
import type { DoorReply } from './door-request';

type Handle = (error: Error, request: never, reply: never) => unknown;

const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * Fastify under Nest, with our own word on what an answer and a refusal look like. An answer becomes text once, here;
 * what is remembered under an Idempotency-Key is that text.
 */
export class AnsweringAdapter extends FastifyAdapter {
  /** Every error that Nest does not answer itself: in hooks, in parsing, for unknown routes. */
  refuse: Handle = () => undefined;

  override reply(raw: Parameters<FastifyAdapter['reply']>[0], body: unknown, statusCode?: number): FastifyReply {
    const response = raw as DoorReply;
    if (body instanceof Answer) return this.answer(response, body);
    if (!isPlain(body)) return super.reply(raw, body, statusCode) as FastifyReply;
    // Nest's 201 for every POST is not ours: doors that make something say so with `Answer.created`.
    return response
      .code(statusCode === undefined || statusCode === 201 ? 200 : statusCode)
      .header('content-type', JSON_TYPE)
      .send(JSON.stringify(body));
  }

  override setErrorHandler(): FastifyInstance {
    return this.instance.setErrorHandler((error, request, reply) => this.refuse(error as Error, request as never, reply as never)) as never;
  }

  override setNotFoundHandler(): FastifyInstance {
    return this.instance.setNotFoundHandler((request, reply) =>
      this.refuse(Object.assign(new Error('Not found'), { statusCode: 404 }), request as never, reply as never),
    ) as never;
  }

  private answer(reply: DoorReply, { body, details }: Answer): FastifyReply {
    const { status = 200, revision, position, location, secretOf } = details;
    if (revision !== undefined) reply.header('etag', `"${revision}"`);
    if (position !== undefined) reply.header('causeway-position', String(position));
    if (location !== undefined) reply.header('location', location);
    if (secretOf !== undefined) {
      reply.secretOf = secretOf;
      reply.header('cache-control', 'no-store');
    }
    if (body === undefined) return reply.code(status).send();
    return reply.code(status).header('content-type', JSON_TYPE).send(JSON.stringify(body));
  }
}

/** A plain object or an array: what doors return. Streams, files, buffers and strings stay Nest's. */
const isPlain = (body: unknown): boolean => {
  if (typeof body !== 'object' || body === null) return false;
  const prototype = Object.getPrototypeOf(body);
  return prototype === Object.prototype || prototype === null || Array.isArray(body);
};
