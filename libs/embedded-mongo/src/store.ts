import { join } from 'node:path';
import { connect, type Database, type Param } from '@causeway/sqlite';
import { stepBack } from './connections';
import { asSeenByCallers, serverError, unsupported } from './errors';
import { openFile } from './file';
import type { Prepare } from './rows';
import { Statements } from './statements';
import type { StoreOptions } from './store-options';
import { openTable, type Table } from './table';
import { type Answer, type Task, Writing } from './writing';

/** From sources, in specs, there is no file that a thread could begin with: all is then written in this one. */
const THREAD = __filename.endsWith('.js') ? join(__dirname, 'writing-thread.js') : null;

/** One file: its collections, its prepared statements, its transactions. */
export class Store {
  readonly db: Database;
  readonly prepare: Prepare;
  readonly #lock: Database | null;
  readonly #statements: Statements;
  readonly #tables = new Map<string, Table>();
  readonly #streams = new Set<Iterator<unknown>>();
  #reader: Database | null = null;
  #seen = -1;
  #lastRow = 0;
  #thread: Writing | null = null;
  #underWay: Promise<Answer> | null = null;

  constructor(
    readonly file: string,
    readonly options: StoreOptions = {},
  ) {
    const { db, lock } = openFile(file, options.readOnly ?? false);
    this.db = db;
    this.#lock = lock;
    this.#statements = new Statements(db);
    this.prepare = this.#statements.prepare;
    this.reload();
    for (const { sql } of this.#tables.values()) {
      const { last } = db.prepare(`SELECT max(rid) AS last FROM ${sql}`).get() as { last: number | null };
      this.#lastRow = Math.max(this.#lastRow, last ?? 0);
    }
  }

  /** Rows for cursors, on a connection of their own, so that what they read stands still and hinders no writer. */
  *stream(sql: string, params: readonly Param[]): Generator<unknown> {
    const rows = this.#readers()
      .prepare(sql)
      .iterate(...params);
    this.#streams.add(rows);
    try {
      yield* rows;
      this.#checkOpen();
    } catch (error) {
      this.#checkOpen();
      throw asSeenByCallers(error);
    } finally {
      this.#streams.delete(rows);
    }
  }

  #checkOpen(): void {
    if (!this.db.isOpen) throw new Error(`The document store ${this.file} was closed while a cursor was reading it.`);
  }

  #readers(): Database {
    if (this.file === ':memory:') return this.db;
    if (!this.#reader) {
      this.#reader = connect(this.file, { readOnly: true });
      this.#reader.exec('PRAGMA busy_timeout = 5000; PRAGMA temp_store = MEMORY');
    }
    return this.#reader;
  }

  /** A row number that no table has had: whether an upsert inserted is told by whether it was used. */
  nextRow(): number {
    return ++this.#lastRow;
  }

  table(name: string): Table | undefined {
    if (this.options.readOnly) this.#catchUp();
    return this.#tables.get(name);
  }

  tables(): Table[] {
    if (this.options.readOnly) this.#catchUp();
    return [...this.#tables.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  ensureTable(name: string): Table {
    return this.#tables.get(name) ?? this.change(() => this.#create(name));
  }

  #create(name: string): Table {
    if (name === '' || name.includes('$') || name.includes('\0')) throw unsupported(`a collection of the name ${JSON.stringify(name)}`);
    const { lastInsertRowid } = this.db.prepare('INSERT INTO collections (name) VALUES (?)').run(name);
    const id = Number(lastInsertRowid);
    this.db.exec(`CREATE TABLE c${id} (rid INTEGER PRIMARY KEY, id NOT NULL UNIQUE, body TEXT NOT NULL)`);
    this.db.prepare(`INSERT INTO paths VALUES (?, '_id', 0, 0)`).run(id);
    this.reload();
    return this.#tables.get(name) as Table;
  }

  drop(name: string): boolean {
    const table = this.#tables.get(name);
    if (table) {
      this.change(() => {
        this.db.exec(`DROP TABLE ${table.sql}`);
        for (const kept of ['indexes', 'paths']) this.db.prepare(`DELETE FROM ${kept} WHERE collection = ?`).run(table.id);
        this.db.prepare('DELETE FROM collections WHERE id = ?').run(table.id);
        this.reload();
      });
    }
    return table !== undefined;
  }

  /** Only the name moves, in one transaction: readers see the one collection or the other, never half. */
  rename(from: string, to: string, dropTarget: boolean): void {
    const table = this.#tables.get(from);
    if (!table) throw serverError(26, 'NamespaceNotFound', `Source collection embedded.${from} does not exist`);
    if (from === to) throw serverError(20, 'IllegalOperation', 'Cannot rename a collection to itself');
    if (this.#tables.has(to) && !dropTarget) throw serverError(48, 'NamespaceExists', 'target namespace exists');
    this.change(() => {
      this.drop(to);
      this.db.prepare('UPDATE collections SET name = ? WHERE id = ?').run(to, table.id);
      this.reload();
    });
  }

  /** The thread that writes many documents at once, once it is there; asking for it starts it. */
  get thread(): Writing | null {
    const { thread: script = THREAD, readOnly } = this.options;
    if (script === null || readOnly || this.file === ':memory:') return null;
    if (this.#thread === null || this.#thread.state === 'over') {
      this.#thread = new Writing(this.file, script);
      stepBack(this.db);
    }
    return this.#thread.state === 'ready' ? this.#thread : null;
  }

  /** Does it once the thread has nothing under way, and before anybody else begins to write. */
  async turn<T>(work: () => T | Promise<T>): Promise<T> {
    while (this.#underWay) await this.#underWay;
    return work();
  }

  /** Hands the thread a task, in one's turn; all of it stands afterwards, or nothing. */
  async inThread(thread: Writing, task: Task): Promise<Extract<Answer, { fates: unknown }>> {
    this.#underWay = thread.do(task);
    const answer = await this.#underWay;
    this.#underWay = null;
    if ('fates' in answer) return answer;
    this.reload();
    throw asSeenByCallers(Object.assign(new Error(answer.message), { errcode: answer.errcode }));
  }

  /** All or nothing. What memory knows about the collections follows the file when the file goes back. */
  transaction<T>(work: () => T): T {
    if (this.options.readOnly) throw unsupported('writing through a connection that was opened for reading');
    if (this.db.isTransaction) return work();
    if (this.#underWay) throw new Error('A write began while another was under way.');
    try {
      this.prepare('BEGIN IMMEDIATE').run();
      const result = work();
      this.prepare('COMMIT').run();
      return result;
    } catch (error) {
      if (this.db.isOpen) {
        if (this.db.isTransaction) this.db.exec('ROLLBACK');
        this.reload();
      }
      throw asSeenByCallers(error);
    }
  }

  /** A transaction that changes tables or indexes. */
  change<T>(work: () => T): T {
    return this.transaction(() => {
      this.#statements.clear();
      return work();
    });
  }

  /** Reads errors of the disk the way writes do. */
  reading<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw asSeenByCallers(error);
    }
  }

  /** What the file says about its collections, anew. */
  reload(): void {
    const known = new Map([...this.#tables.values()].map((table) => [table.id, table]));
    this.#tables.clear();
    for (const row of this.db.prepare('SELECT id, name FROM collections').all() as { id: number; name: string }[]) {
      this.#tables.set(row.name, openTable(this.db, row.id, row.name, known.get(row.id)));
    }
  }

  #catchUp(): void {
    const { data_version: version } = this.prepare('PRAGMA data_version').get() as { data_version: number };
    if (version === this.#seen) return;
    this.#seen = version;
    this.reload();
  }

  /** What is under way is still done. */
  close(): Promise<void> {
    return this.turn(async () => {
      const thread = this.#thread;
      this.#thread = null;
      await thread?.end();
      this.#close();
    });
  }

  #close(): void {
    if (!this.db.isOpen) return;
    this.#statements.clear();
    this.#tables.clear();
    for (const rows of this.#streams) rows.return?.();
    if (this.#reader?.isOpen) this.#reader.close();
    try {
      // Another process that is reading may keep the log from being emptied; it is then read back at the next opening.
      if (!this.options.readOnly && this.file !== ':memory:') this.db.exec('PRAGMA busy_timeout = 200; PRAGMA wal_checkpoint(TRUNCATE)');
    } finally {
      this.db.close();
      this.#lock?.close();
    }
  }
}
