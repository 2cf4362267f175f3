import { setTimeout as sleep } from 'node:timers/promises';
import { type Act, type Json, type Lease, Leases, Streams, Views } from '@causeway/event-sourcing';
import { type Asked, Clock } from '@causeway/platform';
import { Injectable } from '@nestjs/common';
import { fail, finish, jobStream, progress, start } from './domain/job';
import { jobList } from './read/job-list';

/** One run of a job: what to do, and where an earlier run (before a crash or a pause) left off. */
export type JobRun = Readonly<{
  id: string;
  spec: Json;
  resumeFrom: Json;
  /** Says how far it is. `stop`: paused, cancelled, or this worker is going away; return then, whatever. */
  report: (done: number, total: number, mark: Json) => Promise<'go' | 'stop'>;
}>;
/** Does the work; its result is shown with the job. Must bear being run again from the last mark. */
export type JobRunner = (run: JobRun) => Promise<Json>;

/** A job that runs in this process: how far it is, and where and when this run began. */
export type Live = { done: number; total: number; from: { done: number; at: number } | null };

const SURE_AFTER_MS = 500;

/** At the pace of this run so far. */
export const secondsLeft = ({ done, total, from }: Live, now = performance.now()): number | null => {
  if (from === null || done <= from.done || now - from.at < SURE_AFTER_MS) return null;
  return Math.ceil(((total - done) * (now - from.at)) / (done - from.done) / 1000);
};

const RECORD_EVERY_MS = 2000;
const LOOK_EVERY_MS = 250;
/** Looked for no oftener than this: the view's place moves with every fact of anybody's. */
const LOOK_AFTER_MS = 50;

/** Jobs of every kind: started by commands, run by whichever worker holds the lease, one at a time of each kind. */
@Injectable()
export class Jobs {
  private readonly runners = new Map<string, JobRunner>();
  private readonly running = new Map<string, Live & { ended: Promise<void> }>();

  constructor(
    private readonly streams: Streams,
    private readonly views: Views,
    private readonly clock: Clock,
  ) {}

  /** Registers who runs jobs of a kind. */
  register(kind: string, runner: JobRunner): void {
    this.runners.set(kind, runner);
  }

  /** Starts a job for whoever asks; the same request again starts no second one. */
  async start(kind: string, spec: Json, asked: Asked): Promise<{ jobId: string; position: number }> {
    const jobId = asked.id(`job:${kind}`);
    const { caller, act } = asked;
    const { position } = await this.streams.transact(
      jobStream(jobId),
      start({ jobId, kind, spec, owner: caller.actor, tenantId: caller.tid }),
      act,
    );
    return { jobId, position };
  }

  /** How far a job is that runs in this process; a little ahead of the record. */
  live(jobId: string): Live | null {
    return this.running.get(jobId) ?? null;
  }

  startWorking(leases: Leases): void {
    leases.hold('jobs', (lease) => this.work(lease));
  }

  private async work({ signal }: Lease): Promise<void> {
    const projection = this.views.projection(jobList.name);
    while (!signal.aborted) {
      await this.runWhatWaits(signal).catch(() => undefined);
      await sleep(LOOK_AFTER_MS);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(wake, LOOK_EVERY_MS);
        const stopListening = projection.onMove(wake);
        signal.addEventListener('abort', wake, { once: true });
        function wake() {
          clearTimeout(timer);
          stopListening();
          signal.removeEventListener('abort', wake);
          resolve();
        }
      });
    }
    await Promise.allSettled([...this.running.values()].map(({ ended }) => ended));
  }

  private async runWhatWaits(signal: AbortSignal): Promise<void> {
    for (const { _id, kind } of await this.views.model(jobList).find({ state: 'running' }).limit(100).lean()) {
      const runner = this.runners.get(kind);
      if (!runner || this.running.has(_id) || signal.aborted) continue;
      const entry: Live & { ended: Promise<void> } = { done: 0, total: 0, from: null, ended: Promise.resolve() };
      this.running.set(_id, entry);
      entry.ended = this.run(_id, runner, entry, signal)
        .catch(() => undefined)
        .finally(() => this.running.delete(_id));
    }
  }

  private async run(id: string, runner: JobRunner, entry: Live, signal: AbortSignal): Promise<void> {
    const stream = jobStream(id);
    const { state: job } = await this.streams.load(stream);
    if (job.state !== 'running') return;
    const act = (): Act => ({
      tenantId: job.tenantId ?? 'operator',
      actor: 'system:jobs',
      correlationId: id,
      causationId: id,
      at: this.clock.now(),
    });
    const last = { at: performance.now() };
    let stopped = false;
    const report: JobRun['report'] = async (done, total, mark) => {
      Object.assign(entry, { done, total, from: entry.from ?? { done, at: performance.now() } });
      if (signal.aborted) stopped = true;
      else if (performance.now() - last.at > RECORD_EVERY_MS) {
        last.at = performance.now();
        await this.streams.transact(stream, progress(done, total, mark), act());
      }
      if ((await this.streams.load(stream)).state.state !== 'running') stopped = true;
      return stopped ? 'stop' : 'go';
    };
    try {
      const result = await runner({ id, spec: job.spec, resumeFrom: job.mark, report });
      if (!stopped) await this.streams.transact(stream, finish(entry.done, entry.total, result), act());
    } catch (error) {
      const reached = entry.from === null ? {} : { done: entry.done, total: entry.total };
      const sentence = error instanceof Error ? error.message : String(error);
      if (!signal.aborted) await this.streams.transact(stream, fail(sentence, reached), act());
    }
  }
}
