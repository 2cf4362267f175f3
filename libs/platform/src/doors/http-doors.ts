import { Injectable, Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { Configuration } from '../config/configuration';
import { IdempotentRequests } from '../idempotency/idempotent-requests';
import { AnsweredElsewhere, type Replay } from '../idempotency/working';
import { Authenticator } from '../tokens/authenticate';
import type { DoorReply, DoorRequest } from './door-request';
import { Intake } from './intake';
import { refuseMediaType } from './media-types';
import { problemOf, type Refusal, refusalOf } from './problem';
import { traceOf, traceparent } from './trace';

const PROBLEM = 'application/problem+json';
const REMEMBERED_HEADERS = ['content-type', 'etag', 'location', 'causeway-position'] as const;

/** A route that does not say whom it takes does not start (spec 70). */
export const refuseRouteWithoutAdmittance = (route: Pick<RouteOptions, 'config' | 'method' | 'url'>): void => {
  if (route.config?.admittance !== undefined) return;
  throw new Error(
    `${route.method} ${route.url} declares neither a scope nor that it takes any token or anybody: @Scope, @AnyToken or @Open.`,
  );
};

/**
 * The order in which a request is looked at (spec 00, *Errors*): who asks (401), whether this route is for them (403), what
 * they bring (415, 413, 400), whether it was brought before. Hooks are told by callbacks where nothing has to be waited for.
 */
@Injectable()
export class HttpDoors {
  private readonly logger = new Logger('http');

  constructor(
    private readonly authenticator: Authenticator,
    private readonly intake: Intake,
    private readonly requests: IdempotentRequests,
    private readonly configuration: Configuration,
  ) {}

  install(fastify: FastifyInstance): void {
    const { intake } = this;
    for (const name of ['trace', 'caller', 'made', 'rawBody', 'working']) fastify.decorateRequest(name, undefined);
    fastify.decorateRequest('asked', {
      getter(this: FastifyRequest) {
        return intake.askedOf(this as DoorRequest);
      },
    } as never);
    fastify.decorateReply('secretOf', undefined);
    fastify.addHook('onRoute', (route) => {
      refuseRouteWithoutAdmittance(route);
      if (route.config?.bodyLimit !== undefined) route.bodyLimit = route.config.bodyLimit;
    });
    fastify.addHook('onRequest', (request, reply, done) => this.enter(request as DoorRequest, reply, done));
    fastify.addHook('preValidation', (request, reply, done) => this.receive(request as DoorRequest, reply as DoorReply, done));
    fastify.addHook('onSend', (request, reply, payload, done) => this.leave(request as DoorRequest, reply as DoorReply, payload, done));
  }

  /** Every refusal, wherever it was raised. */
  refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    if (error instanceof AnsweredElsewhere) return replay(reply, error.replay);
    const refusal = refusalOf(error);
    if (refusal.defect) this.logger.error(error instanceof Error ? error : new Error(String(error)));
    if (refusal.headers) reply.headers(refusal.headers);
    reply.code(refusal.status);
    if (request.routeOptions?.config?.oauth)
      return reply.headers({ 'cache-control': 'no-store', 'content-type': 'application/json' }).send(JSON.stringify(oauthOf(refusal)));
    const path = request.url.split('?', 1)[0] ?? '/';
    // As bytes: to text that says JSON Fastify would add a charset, which RFC 9457's media type does not have.
    return reply.header('content-type', PROBLEM).send(Buffer.from(JSON.stringify(problemOf(refusal, this.configuration.publicUrl, path))));
  }

  private enter(request: DoorRequest, reply: FastifyReply, done: (error?: Error) => void): void {
    request.trace = traceOf(request.headers['traceparent']);
    reply.header('traceparent', traceparent(request.trace));
    const { admittance } = request.routeOptions.config;
    try {
      if (admittance === undefined || 'open' in admittance) {
        if (!request.is404) refuseMediaType(request);
        done();
        return;
      }
      this.authenticator
        .admit(request.headers.authorization, request.method, admittance)
        .then((caller) => {
          request.caller = caller;
          refuseMediaType(request);
          done();
        })
        .catch(done);
    } catch (error) {
      done(error as Error);
    }
  }

  private receive(request: DoorRequest, reply: DoorReply, done: (error?: Error) => void): void {
    if (!this.intake.concerns(request)) {
      done();
      return;
    }
    this.intake.receive(request, reply).then(
      (answer) => {
        if (answer === null) done();
        else replay(reply, answer);
      },
      (error: Error) => done(error),
    );
  }

  /** The answer is on the record before its caller hears it; when the record cannot take it, the caller hears 503 and asks again. */
  private leave(request: DoorRequest, reply: DoorReply, payload: unknown, done: (error: Error | null, payload?: unknown) => void): void {
    const { working, caller } = request;
    if (working === undefined || caller === undefined) {
      done(null, payload);
      return;
    }
    request.working = undefined;
    const answer = { status: reply.statusCode, headers: remembered(reply), body: textOf(payload) };
    this.requests.answered(working, caller, request.asked?.act.at ?? '', answer, reply.secretOf).then(
      () => done(null, payload),
      (error: unknown) => {
        const refusal = refusalOf(error);
        if (refusal.defect) this.logger.error(error);
        for (const name of REMEMBERED_HEADERS) reply.removeHeader(name);
        reply.code(refusal.status).headers({ ...refusal.headers, 'content-type': PROBLEM });
        done(null, JSON.stringify(problemOf(refusal, this.configuration.publicUrl, request.url.split('?', 1)[0]!)));
      },
    );
  }
}

const replay = (reply: FastifyReply, { status, headers, body }: Replay): FastifyReply =>
  reply
    .code(status)
    .headers(headers)
    .header('idempotency-replayed', 'true')
    .send(body === '' ? undefined : Buffer.from(body));

const textOf = (payload: unknown): string => (typeof payload === 'string' ? payload : Buffer.isBuffer(payload) ? payload.toString() : '');

const remembered = (reply: FastifyReply): Record<string, string> => {
  const headers: Record<string, string> = {};
  for (const name of REMEMBERED_HEADERS) {
    const value = reply.getHeader(name);
    if (value !== undefined) headers[name] = String(value);
  }
  return headers;
};

/** What the doors refuse before the token endpoint sees it, in the words of RFC 6749. */
const oauthOf = ({ status, detail }: Refusal) => ({
  error: status >= 500 || status === 429 ? 'temporarily_unavailable' : 'invalid_request',
  error_description: detail,
});
