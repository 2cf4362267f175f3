import { lookup } from 'node:dns/promises';
import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import ipaddr from 'ipaddr.js';
import { Configuration } from '../config/configuration';
import { Refused } from '../doors/problem';
import { Metrics } from '../telemetry/metrics';
import { Readiness } from './readiness';

const OPEN = { config: { admittance: { open: true } } } as const;

/** `/health/live`, `/health/ready`, `/metrics`: asked often, so past Nest; answered under overload too. */
@Injectable()
export class HealthRoutes {
  constructor(
    private readonly readiness: Readiness,
    private readonly metrics: Metrics,
    private readonly configuration: Configuration,
  ) {}

  install(fastify: FastifyInstance): void {
    fastify.get('/health/live', OPEN, (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'live' }));
    fastify.get('/health/ready', OPEN, async (_request, reply) => {
      const { ready, parts } = await this.readiness.ask();
      return reply
        .code(ready ? 200 : 503)
        .headers({ 'cache-control': 'no-store', ...(ready ? {} : { 'retry-after': '1' }) })
        .send({ status: ready ? 'ready' : 'starting', parts });
    });
    fastify.get('/metrics', OPEN, async (request, reply) => {
      if (!(await this.mayLook(request.ip)))
        throw new Refused(403, 'metrics.forbidden', 'Metrics are shown to this machine and to CAUSEWAY_ALLOWED_HOSTS.');
      return reply.type(this.metrics.registry.contentType).send(await this.metrics.registry.metrics());
    });
  }

  private async mayLook(peer: string): Promise<boolean> {
    const { allowedHosts } = this.configuration;
    const address = ipaddr.process(peer);
    if (address.range() === 'loopback' || allowedHosts.allowsAddress(peer)) return true;
    const found = await Promise.all(allowedHosts.names.map((name) => lookup(name, { all: true }).catch(() => [])));
    return found.flat().some((one) => ipaddr.process(one.address).toString() === address.toString());
  }
}
