import type { Json } from '@causeway/event-sourcing';
import { type GatewayJob, GatewayJobs } from '@causeway/message-gateway';
import type { Asked } from '@causeway/platform';
import { Jobs } from '@causeway/support';
import { Injectable } from '@nestjs/common';

/** The gateway's replays run as jobs like any other. */
@Injectable()
export class SupportedGatewayJobs extends GatewayJobs {
  constructor(private readonly jobs: Jobs) {
    super();
  }

  override start(kind: string, spec: Json, asked: Asked): Promise<{ jobId: string; position: number }> {
    return this.jobs.start(kind, spec, asked);
  }

  override register(kind: string, runner: (job: GatewayJob) => Promise<Json>): void {
    this.jobs.register(kind, runner);
  }
}
