import type { Json } from '@causeway/event-sourcing/model';
import type { Asked } from '@causeway/platform';

/** One run of a job, as the one who does it sees it. */
export type GatewayJob = Readonly<{
  id: string;
  spec: Json;
  /** What was last reported before a crash or a pause; null at the first run. */
  resumeFrom: Json | null;
  report: (done: number, total: number, mark: Json) => Promise<'go' | 'stop'>;
}>;

/** Long work that people start and follow (spec 05, *Jobs*); support provides it. */
export abstract class GatewayJobs {
  abstract start(kind: string, spec: Json, asked: Asked): Promise<{ jobId: string; position: number }>;
  abstract register(kind: string, runner: (job: GatewayJob) => Promise<Json>): void;
}
