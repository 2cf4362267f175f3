import { type Database, pragma, type Statement } from '@causeway/sqlite';
import { type Receipt, RevisionConflict, StoreUnavailable } from '../../event-store';
import type { Catalogue } from './catalogue';
import type { Checkpoints } from './checkpoints';
import { Placing, type Proposal } from './placing';
import type { Reading } from './reading';
import type { Placed, Recent } from './recent';
import { inOurWords } from './refusals';

type Waiting = Proposal & Readonly<{ characters: number; resolve: (receipt: Receipt) => void; reject: (error: unknown) => void }>;

/** The end of the log, and who hears that it moved: by these facts, or by facts that only the file knows. */
export type Growing = { head: number; readonly grown: (by?: readonly Placed[]) => void };

/** The most that one transaction takes, so that the event loop is not held for long; what is over waits for the next. */
const BATCH_APPENDS = 1_000;
const BATCH_CHARACTERS = 4 * 1024 * 1024;
/** The most that may wait. Far more than a healthy disk ever leaves waiting. */
const WAITING_CHARACTERS = 64 * 1024 * 1024;

/**
 * The one writer. Appends that wait together share one transaction and one fsync; each is accepted or refused alone, and
 * nobody is answered before the commit has returned.
 *
 * The commit runs on the main thread. A worker thread was measured beside it (fsync 0.25 ms): it frees the event loop
 * for the length of an fsync, but the two hops between threads and the copy cost more than that. 4,200 appends/s
 * against 2,600 with one writer, 44,000 against 28,000 with 16.
 */
export class GroupCommit {
  private waiting: Waiting[] = [];
  private characters = 0;
  private scheduled = false;
  private closed = false;
  /** A transaction ended in an error and what the file now says has not been read yet. */
  private unsure = false;
  private readonly begin: Statement;
  private readonly commit: Statement;
  private readonly placing: Placing;

  constructor(
    private readonly db: Database,
    private readonly catalogue: Catalogue,
    private readonly reading: Reading,
    private readonly recent: Recent,
    private readonly log: Growing,
    private readonly checkpoints: Checkpoints,
  ) {
    this.begin = db.prepare('BEGIN IMMEDIATE');
    this.commit = db.prepare('COMMIT');
    this.placing = new Placing(db, catalogue);
  }

  append({ stream, expected, texts }: Proposal): Promise<Receipt> {
    if (this.closed) return Promise.reject(new StoreUnavailable('The store is closed.'));
    let characters = 0;
    for (const text of texts) characters += text.length;
    if (this.characters + characters > WAITING_CHARACTERS)
      return Promise.reject(new StoreUnavailable('Too many appends wait for the disk.'));
    this.characters += characters;
    return new Promise((resolve, reject) => {
      this.waiting.push({ stream, expected, texts, characters, resolve, reject });
      this.schedule();
    });
  }

  /** Commits what waits and takes no more. */
  close(): void {
    this.closed = true;
    while (this.waiting.length > 0) this.commitNext();
  }

  /** Throws when the last failure has not been got over. */
  assertSure(): void {
    if (this.unsure) this.settle();
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    // After everything that this turn of the event loop brings: who appends at the same moment shares a commit.
    setImmediate(() => {
      this.scheduled = false;
      this.commitNext();
      if (this.waiting.length > 0) this.schedule();
    });
  }

  private commitNext(): void {
    const batch = this.nextBatch();
    if (batch.length === 0) return;
    let answers: (Receipt | RevisionConflict)[];
    try {
      if (this.unsure) this.settle();
      answers = this.write(batch);
    } catch (error) {
      this.gaveUp(batch, error);
      return;
    }
    batch.forEach(({ resolve, reject }, at) => {
      const answer = answers[at]!;
      if (answer instanceof RevisionConflict) reject(answer);
      else resolve(answer);
    });
  }

  private nextBatch(): Waiting[] {
    let size = 0;
    let characters = 0;
    while (size < this.waiting.length && size < BATCH_APPENDS && characters < BATCH_CHARACTERS) {
      characters += this.waiting[size]!.characters;
      size += 1;
    }
    this.characters -= characters;
    return this.waiting.splice(0, size);
  }

  private write(batch: readonly Waiting[]): (Receipt | RevisionConflict)[] {
    this.begin.run();
    const { answers, placed } = this.placing.place(batch, this.log.head);
    this.commit.run();
    if (placed.length > 0) {
      this.log.head += placed.length;
      this.recent.add(placed);
      this.log.grown(placed);
      this.checkpoints.committed(placed);
    }
    return answers;
  }

  /** Nobody of this batch is told yes: repeating an append is always allowed, and finds out. */
  private gaveUp(batch: readonly Waiting[], error: unknown): void {
    this.unsure = true;
    try {
      this.settle();
    } catch {
      // Stays unsure: the next batch begins by trying again, and is refused as well when that fails.
    }
    const told = inOurWords(this.reading.file, error);
    for (const { reject } of batch) reject(told);
  }

  /**
   * Finds out what a failed transaction left: normally nothing. When it stands in the log after all (the error came after
   * the deed), it is forced to the disk before anything is built on it or a repeat is answered from it.
   */
  private settle(): void {
    if (this.db.isTransaction) this.db.exec('ROLLBACK');
    this.catalogue.reload();
    const head = this.reading.head();
    if (head !== this.log.head) {
      const busy = pragma(this.db, 'wal_checkpoint(FULL)');
      if (busy !== 0) throw new StoreUnavailable('The store cannot yet say what became of its last commit.');
      this.recent.restart(head);
      this.log.head = head;
      this.log.grown();
    }
    this.unsure = false;
  }
}
