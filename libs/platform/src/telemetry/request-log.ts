import type { FastifyInstance } from 'fastify';
import type { Configuration } from '../config/configuration';
import type { DoorRequest } from '../doors/door-request';
import { openLog } from './logs';

/** One line a request, without bodies and queries: at `debug`, and at `warn` when we could not serve it. */
export const logRequests = (fastify: FastifyInstance, configuration: Configuration): void => {
  const log = openLog(configuration).child({ context: 'http' });
  if (!log.isLevelEnabled('warn')) return;
  const all = log.isLevelEnabled('debug');
  fastify.addHook('onResponse', (request, reply, done) => {
    const { statusCode } = reply;
    if (all || statusCode >= 500) {
      const { trace, caller } = request as DoorRequest;
      const line = {
        method: request.method,
        path: request.url.split('?', 1)[0],
        status: statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        trace: trace?.traceId,
        actor: caller?.actor,
      };
      log[statusCode >= 500 ? 'warn' : 'debug'](line, 'request');
    }
    done();
  });
};
