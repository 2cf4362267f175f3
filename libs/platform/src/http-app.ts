import { createServer, type RequestListener, type ServerOptions } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Configuration } from './config/configuration';
import { AnsweringAdapter } from './doors/answering';
import { HttpDoors } from './doors/http-doors';
import { readBodies } from './doors/media-types';
import { Overload } from './doors/overload';
import { ProblemFilter } from './doors/problem-filter';
import { MEBIBYTE } from './doors/route';
import { Validation } from './doors/validation';
import { HealthRoutes } from './health/health-routes';
import { serveOpenApi } from './openapi/routes';
import { Shutdown } from './shutdown';
import { NestLog, openLog } from './telemetry/logs';
import { Metrics } from './telemetry/metrics';
import { logRequests } from './telemetry/request-log';

/** Slow senders are not waited for: headers within ten seconds, a whole request within a minute. */
const TIMES: ServerOptions = {
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 72_000,
  connectionsCheckingInterval: 5_000,
  maxHeaderSize: 32 * 1024,
};

/** Connections that may wait to be accepted: past that the kernel lets callers try again after a second or more. */
const BACKLOG = 4_096;

/** The port is somebody else's; the caller prints the sentence and exits with 1. */
export class PortTaken extends Error {
  constructor(readonly port: number) {
    super(`Port ${port} is taken by another program.`);
    this.name = 'PortTaken';
  }
}

/** The application over HTTP, with every door's rules in place; not listening yet. */
export const createHttpApp = async (module: Type | DynamicModule, configuration: Configuration): Promise<NestFastifyApplication> => {
  let guard = (handler: RequestListener): RequestListener => handler;
  let connects: (connection: Duplex) => void = () => undefined;
  const adapter = new AnsweringAdapter({
    logger: false,
    bodyLimit: MEBIBYTE,
    routerOptions: { maxParamLength: 2_000 },
    onProtoPoisoning: 'error',
    return503OnClosing: false,
    clientErrorHandler: refuseBytes as never,
    frameworkErrors: (error: Error, request: never, reply: never) => adapter.refuse(error, request, reply),
    serverFactory: (handler: RequestListener) => {
      let guarded: RequestListener | undefined;
      // The guard comes out of the module, which does not exist yet when the server is made.
      const listener: RequestListener = (request, response) => {
        guarded ??= guard(handler);
        guarded(request, response);
      };
      const server = configuration.tls ? createTlsServer({ ...TIMES, ...configuration.tls }, listener) : createServer(TIMES, listener);
      return server.on(configuration.tls ? 'secureConnection' : 'connection', (connection: Duplex) => connects(connection));
    },
  } as never);
  const logger = new NestLog(openLog(configuration));
  const app = await NestFactory.create<NestFastifyApplication>(module as Type, adapter, { logger, bodyParser: false, abortOnError: false });
  const overload = app.get(Overload);
  guard = (handler) => overload.guard(handler);
  connects = (connection) => overload.connects(connection);

  const fastify = adapter.getInstance();
  const doors = app.get(HttpDoors);
  adapter.refuse = (error, request, reply) => doors.refuse(error, request, reply);
  readBodies(fastify);
  doors.install(fastify);
  app.get(Metrics).watch(fastify);
  logRequests(fastify, configuration);
  app.get(HealthRoutes).install(fastify);
  serveOpenApi(fastify, app, configuration.publicUrl);
  app.useGlobalFilters(new ProblemFilter(doors));
  app.useGlobalPipes(new Validation());
  app.get(Shutdown).serves(fastify);
  return app;
};

/** Listens where the configuration says; `PortTaken` when somebody else does. */
export const listen = async (app: NestFastifyApplication, { host, port }: Pick<Configuration, 'host' | 'port'>): Promise<void> => {
  await app.init();
  try {
    // Past Nest's own listen, which would put its version of the trouble into the log first.
    await app.getHttpAdapter().getInstance().listen({ port, host, backlog: BACKLOG });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') throw new PortTaken(port);
    throw error;
  }
};

/** Bytes that are no HTTP, too many headers, a request that never ends: answered on the bare connection. */
const refuseBytes = (error: NodeJS.ErrnoException, socket: Duplex): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, title, code] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? [431, 'Request Header Fields Too Large', 'request.too-large']
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? [408, 'Request Timeout', 'request.timeout']
        : [400, 'Bad Request', 'request.invalid'];
  const body = JSON.stringify({ type: 'about:blank', title, status, code });
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
};
