import { once } from 'node:events';
import { SHARE_ENV, Worker } from 'node:worker_threads';
import type { Fate, Rows } from './rows';

/** Rows to write in one transaction; `ordered`: none after the first that is refused. */
export type Task = Rows & Readonly<{ ordered: boolean }>;

/** What became of each row, as far as it got; or why nothing of the task stands. */
export type Answer = Readonly<{ fates: readonly Fate[] }> | Readonly<{ errcode: number; message: string }>;

const CALM_MS = 1_000;

/** The thread ended before it answered; what it had begun is undone. */
const LOST: Answer = { errcode: 10, message: 'the thread that writes documents ended' };

/**
 * The thread that writes many documents at once, with a connection of its own, so that neither SQLite nor the disk holds the
 * event loop meanwhile. It is given one task at a time; nobody else may write until that is answered.
 */
export class Writing {
  private isReady = false;
  private endedAt: number | null = null;
  private heard: ((answer: Answer) => void) | null = null;
  private readonly worker: Worker;

  constructor(file: string, script: string) {
    this.worker = new Worker(script, { name: 'documents', workerData: file, env: SHARE_ENV });
    this.worker.unref();
    this.worker.on('message', (what: 'ready' | Answer) => {
      if (what === 'ready') this.isReady = true;
      else this.answer(what);
    });
    // Its connection is closed, and what it had begun undone, only when it has ended.
    this.worker.on('error', () => undefined);
    this.worker.on('exit', () => {
      this.endedAt = performance.now();
      this.answer(LOST);
    });
  }

  /** `over`: it died a while ago, and another may be started; what kills it at once would kill the next one too. */
  get state(): 'starting' | 'ready' | 'ended' | 'over' {
    if (this.endedAt === null) return this.isReady ? 'ready' : 'starting';
    return performance.now() - this.endedAt < CALM_MS ? 'ended' : 'over';
  }

  do(task: Task): Promise<Answer> {
    // While somebody waits, the process does not end.
    this.worker.ref();
    return new Promise((resolve) => {
      this.heard = resolve;
      this.worker.postMessage(task);
    });
  }

  async end(): Promise<void> {
    if (this.endedAt !== null) return;
    const ended = once(this.worker, 'exit');
    this.worker.ref();
    this.worker.postMessage('end');
    await ended;
  }

  private answer(answer: Answer): void {
    const { heard } = this;
    this.heard = null;
    this.worker.unref();
    heard?.(answer);
  }
}
