import { once } from 'node:events';
import { join } from 'node:path';
import { SHARE_ENV, Worker } from 'node:worker_threads';
import { type Database, prepareRows, type Statement } from '@causeway/sqlite';

/** From sources, in specs, there is no file that a thread could begin with. */
const SCRIPT = __filename.endsWith('.js') ? join(__dirname, 'checkpoint-thread.js') : null;
/** 16 MiB of the log by the estimate below, which is 8 to 12 MiB in truth. */
const PAGES = 4_000;
const PAGE_BYTES = 4_096;
/** What one commit writes beside its facts: the ends of the table and of its indexes. */
const PAGES_OF_A_COMMIT = 4;

/** How often SQLite itself copies back while it commits: with a thread at work, only when that does not come to it. */
const ALONE = 'PRAGMA wal_autocheckpoint = 1000';
const HELPED = 'PRAGMA wal_autocheckpoint = 8000';

/**
 * Has the write-ahead log copied back into the file by a thread with a connection of its own. In the thread that commits
 * it held the event loop for 4 to 6 ms each 4 MiB. What is committed while the thread copies is copied here, when it is
 * done: a hundred pages or so, so that nothing is left to copy and SQLite begins the log from its start again.
 */
export class Checkpoints {
  private pages = 0;
  private thread: Worker | undefined;
  private isCopying = false;
  private readonly rest: Statement;
  /** No thread may be begun, or asked, any more. */
  private isOver: boolean;

  constructor(
    private readonly db: Database,
    private readonly file: string,
    private readonly script = SCRIPT,
    private readonly most = PAGES,
  ) {
    this.isOver = script === null;
    this.rest = prepareRows(db, 'PRAGMA wal_checkpoint(PASSIVE)');
  }

  /** To be told after each commit. */
  committed(facts: readonly { readonly text: string }[]): void {
    this.pages += PAGES_OF_A_COMMIT;
    for (const { text } of facts) this.pages += 1 + text.length / PAGE_BYTES;
    if (this.pages < this.most || this.isCopying || this.isOver) return;
    this.isCopying = true;
    this.thread ??= this.begin();
    this.thread.postMessage('copy');
  }

  /** Waits for what the thread is at; the connection may be closed then. */
  async end(): Promise<void> {
    this.isOver = true;
    if (this.thread === undefined) return;
    const ended = once(this.thread, 'exit');
    this.thread.ref();
    this.thread.postMessage('end');
    await ended;
  }

  private begin(): Worker {
    const thread = new Worker(this.script!, { name: 'checkpoints', workerData: this.file, env: SHARE_ENV });
    thread.unref();
    thread.on('message', () => this.copied());
    // Whatever ended it would end the next one too: from here on the connection that commits copies back itself.
    thread.on('error', () => undefined);
    thread.on('exit', () => {
      this.thread = undefined;
      if (!this.isOver) this.db.exec(ALONE);
      this.isOver = true;
    });
    this.db.exec(HELPED);
    return thread;
  }

  private copied(): void {
    this.isCopying = false;
    if (this.isOver) return;
    this.pages = 0;
    try {
      this.rest.get();
    } catch {
      // The log is as good a record as the file; the next time copies it.
    }
  }
}
