import { dirname } from 'node:path';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { type Database, pragma } from '@causeway/sqlite';
import {
  EventStore,
  type Expected,
  type Proposed,
  type Receipt,
  StoreUnavailable,
  type Stretch,
  type SubscribeOptions,
} from '../../event-store';
import type { Stored } from '../../model';
import { Bell } from './bell';
import { Catalogue } from './catalogue';
import { Checkpoints } from './checkpoints';
import { GroupCommit, type Growing } from './group-commit';
import { type Held, holdDataFolder } from './hold';
import { openStoreFile } from './opening';
import { Reading } from './reading';
import { type Placed, Recent } from './recent';
import { inOurWords } from './refusals';
import { follow } from './tail';
import { checkName, textsOf } from './taking';

export type EmbeddedOptions = Readonly<{
  /** Only look: beside a running platform, for a command line. Appends are refused; a subscription asks the file four times a second. */
  readOnly?: boolean;
  /** The hold on the data folder, when the caller has it already (and releases it). Otherwise the store takes the file's folder itself. */
  held?: Held;
}>;

const POLL_MS = 250;
/** Facts of one stream that are read in one turn of the event loop. */
const PIECE = 1_000;

/** The event store in a file of its own: durable, one writer, no server. Made by `EmbeddedEventStore.open`. */
export class EmbeddedEventStore extends EventStore {
  private readonly bell = new Bell();
  private readonly catalogue: Catalogue;
  private readonly reading: Reading;
  private readonly recent: Recent;
  private readonly checkpoints: Checkpoints;
  private readonly writer: GroupCommit | undefined;
  /** Position of the newest fact that is on the disk. */
  private readonly log: Growing;
  private isClosed = false;

  private constructor(
    readonly file: string,
    private readonly db: Database,
    readOnly: boolean,
    private readonly release: () => void,
  ) {
    super();
    this.catalogue = new Catalogue(db, !readOnly);
    this.reading = new Reading(file, db, this.catalogue);
    this.log = { head: this.reading.head(), grown: (by) => this.tell(by) };
    this.recent = new Recent(this.log.head);
    this.checkpoints = new Checkpoints(db, file);
    this.writer = readOnly ? undefined : new GroupCommit(db, this.catalogue, this.reading, this.recent, this.log, this.checkpoints);
  }

  /**
   * Opens the file, or makes it. Throws `StoreHeld` when another platform has the folder, and `StoreFileRefused` when
   * the file is not a whole store that this version can read.
   */
  static open(file: string, { readOnly = false, held }: EmbeddedOptions = {}): EmbeddedEventStore {
    const own = readOnly || held ? undefined : holdDataFolder(dirname(file));
    try {
      return new EmbeddedEventStore(file, openStoreFile(file, readOnly), readOnly, () => own?.release());
    } catch (error) {
      own?.release();
      throw error;
    }
  }

  override append(stream: string, expected: Expected, events: readonly Proposed[]): Promise<Receipt> {
    // Not an async function: on this path one more promise can be measured.
    try {
      checkName(stream);
      const texts = textsOf(events);
      if (!this.writer) throw new StoreUnavailable('The store was opened only for reading.');
      return this.writer.append({ stream, expected: expected === 'none' ? -1 : expected, texts });
    } catch (error) {
      return Promise.reject(error);
    }
  }

  override async read(stream: string, { from = 0, limit = Infinity }: { from?: number; limit?: number } = {}): Promise<readonly Stored[]> {
    const facts: Stored[] = [];
    for (;;) {
      const wanted = Math.min(PIECE, limit - facts.length);
      const piece = this.asking(() => this.piece(stream, from + facts.length, wanted));
      if (facts.length === 0 && piece.length < wanted) return piece;
      facts.push(...piece);
      if (piece.length < wanted || facts.length >= limit) return facts;
      await turn();
    }
  }

  override async readBackwards(
    stream: string,
    { from = Number.MAX_SAFE_INTEGER, limit }: { from?: number; limit: number },
  ): Promise<readonly Stored[]> {
    return this.asking(() => {
      const { id, head } = this.catalogue.stream(stream);
      return head < 0 || limit <= 0 ? [] : this.reading.descending(id, from, limit);
    });
  }

  override async readAll({ after, categories, limit }: { after: number; categories: readonly string[]; limit: number }): Promise<Stretch> {
    return this.asking(() => this.stretch(after, categories, limit));
  }

  override subscribe(options: SubscribeOptions): AsyncIterable<Stretch> {
    const store = this;
    return follow(
      {
        stretch: (after, categories, limit) => this.asking(() => this.stretch(after, categories, limit)),
        more: (after, categories, signal) => this.more(after, categories, signal),
        get closed() {
          return store.isClosed;
        },
      },
      options,
    );
  }

  override async head(): Promise<number> {
    return this.asking(() => this.log.head);
  }

  override async ping(): Promise<void> {
    this.asking(() => {
      this.writer?.assertSure();
      this.reading.head();
    });
  }

  /** Commits what waits, takes no more, copies the write-ahead log back and lets the folder go. */
  override async close(): Promise<void> {
    if (this.isClosed) return;
    this.writer?.close();
    this.isClosed = true;
    this.bell.ringAll();
    await this.checkpoints.end();
    try {
      if (this.writer) pragma(this.db, 'wal_checkpoint(TRUNCATE)');
    } catch {
      // The write-ahead log is as good a record as the file; the next start copies it.
    }
    this.db.close();
    this.release();
  }

  private piece(stream: string, from: number, limit: number): Stored[] {
    const { id, head } = this.catalogue.stream(stream);
    return from > head || limit <= 0 ? [] : this.reading.ascending(id, from, limit);
  }

  private stretch(after: number, names: readonly string[], limit: number): Stretch {
    const categories = names.length === 0 ? undefined : this.catalogue.categoryIds(names);
    if (this.writer && this.recent.reaches(after) && after < this.log.head) return this.recent.stretch(after, categories, limit);
    return this.reading.stretch(after, this.log.head, categories, limit);
  }

  private async more(after: number, categories: readonly string[], signal: AbortSignal): Promise<void> {
    while (!this.isClosed && !signal.aborted && this.asking(() => this.log.head) <= after) {
      if (this.writer) await this.bell.next(categories, signal);
      else await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** `by` undefined: the log was found longer than we knew. */
  private tell(by?: readonly Placed[]): void {
    const grown = by && new Set(by.map(({ category }) => category));
    const concerns = (names: readonly string[]) => names.length === 0 || this.catalogue.categoryIds(names).some((id) => grown?.has(id));
    if (grown) this.bell.ring(concerns);
    else this.bell.ringAll();
  }

  /** Asks the file something, with what goes wrong in the port's words. When others write, what they wrote is noticed first. */
  private asking<T>(question: () => T): T {
    if (this.isClosed) throw new StoreUnavailable('The store is closed.');
    try {
      if (!this.writer) this.notice();
      return question();
    } catch (error) {
      throw inOurWords(this.file, error);
    }
  }

  private notice(): void {
    const head = this.reading.head();
    if (head === this.log.head) return;
    this.log.head = head;
    this.catalogue.reload();
  }
}
