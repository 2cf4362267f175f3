import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

type Observer = { observe(seconds: number): void };

/** What is measured of this process (Prometheus). Parts add their own to `registry`. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  private readonly durations: Histogram<'method' | 'route' | 'status'>;
  /** Finding a label's series costs more than counting in it. */
  private readonly series = new Map<string, Observer>();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    this.durations = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the first byte of a request to the last of its answer, by route',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers: [this.registry],
    });
  }

  watch(fastify: FastifyInstance): void {
    fastify.addHook('onResponse', (request, reply, done) => {
      this.seriesOf(request.method, request.routeOptions.url ?? 'unknown', reply.statusCode).observe(reply.elapsedTime / 1000);
      done();
    });
  }

  private seriesOf(method: string, route: string, status: number): Observer {
    const name = `${method} ${route} ${status}`;
    let series = this.series.get(name);
    if (series === undefined) {
      series = this.durations.labels({ method, route, status: String(status) });
      this.series.set(name, series);
    }
    return series;
  }
}
