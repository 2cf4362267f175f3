import { setTimeout as sleep } from 'node:timers/promises';
import { type Api, ask, type Wire } from '../api/api';
import { NEEDS_A_PERSON } from '../ended';
import { json, note, say } from './print';

const SHOWN_AFTER_MS = 1000;
const LOOK_MS = 150;

export type Bar = { update: (done: number, total: number, left?: number | null) => void; stop: () => void };

/** A bar with rate and time left: only on a terminal, and only once the work has taken a second. */
export const bar = async (what: string): Promise<Bar> => {
  if (process.stderr.isTTY !== true) return { update: () => undefined, stop: () => undefined };
  const { SingleBar, Presets } = await import('cli-progress');
  const begun = Date.now();
  const format = `${what} {bar} {percentage} %  {value} of {total}  {rate}/s  {left}`;
  let shown: InstanceType<typeof SingleBar> | null = null;
  return {
    update: (done, total, left) => {
      const seconds = (Date.now() - begun) / 1000;
      if (seconds * 1000 < SHOWN_AFTER_MS) return;
      const rate = Math.round(done / seconds);
      const ahead = left ?? (rate > 0 ? Math.ceil((total - done) / rate) : null);
      const tokens = { rate, left: ahead === null ? '' : `${ahead} s left` };
      if (shown === null) {
        shown = new SingleBar({ format, stream: process.stderr, hideCursor: true, clearOnComplete: true }, Presets.shades_classic);
        shown.start(total, done, tokens);
      } else {
        shown.setTotal(total);
        shown.update(done, tokens);
      }
    },
    stop: () => shown?.stop(),
  };
};

const OVER: ReadonlySet<string> = new Set(['done', 'failed', 'cancelled', 'paused']);

/** Waits for a job's end. Interrupted, the job goes on. */
export const watched = async (api: Api, jobId: string, what: string): Promise<Wire> => {
  const shown = await bar(what);
  try {
    for (;;) {
      const job = await ask(api, `/api/v1/jobs/${jobId}`);
      if (OVER.has(job.state)) return job;
      shown.update(job.done, job.total, job.secondsLeft);
      await sleep(LOOK_MS);
    }
  } finally {
    shown.stop();
  }
};

/** Starts a job and, unless it is not to be waited for, sees it to its end. */
export const started = async (
  api: Api,
  {
    path,
    body,
    what,
    wait,
    asJson,
    done,
  }: {
    path: string;
    body?: unknown;
    what: string;
    wait: boolean;
    asJson: boolean;
    done: (job: Wire) => number | undefined | Promise<number | undefined>;
  },
): Promise<number | undefined> => {
  const { jobId } = await ask(api, path, { method: 'POST', ...(body === undefined ? {} : { body }) });
  if (!wait && !api.offline) {
    if (asJson) json({ jobId });
    else say(`${what} began as job ${jobId}`);
    return undefined;
  }
  const job = await watched(api, jobId, what);
  if (asJson) json(job);
  if (job.state === 'done') {
    const code = asJson ? undefined : await done(job);
    return code ?? (job.result?.differences?.length > 0 ? NEEDS_A_PERSON : undefined);
  }
  if (!asJson) note(`The job ${jobId} ${job.state === 'failed' ? `failed: ${job.error}` : `is ${job.state}`}.`);
  return NEEDS_A_PERSON;
};
