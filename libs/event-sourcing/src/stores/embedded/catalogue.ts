import { type Database, ManyRows, prepareRows, type Statement } from '@causeway/sqlite';
import { categoryOf } from '../../model';
import { checksumOfName } from './fact-text';
import { TwoGenerations } from './two-generations';

/** What the writer knows of a stream. */
export type StreamEntry = {
  /** 0: has no row yet. */
  id: number;
  category: number;
  /** Revision of its last fact; -1 when it has none. */
  head: number;
  readonly checksum: number;
};

export type StreamName = Readonly<{ name: string; checksum: number }>;

const REMEMBERED = 50_000;

/** Which numbers stand for which streams and categories, and where streams end: on disk, and the lately used in memory. */
export class Catalogue {
  private readonly entries = new TwoGenerations<string, StreamEntry>(REMEMBERED);
  private readonly names = new TwoGenerations<number, StreamName>(REMEMBERED);
  private categories = new Map<string, number>();
  private readonly find: Statement;
  private readonly nameOfId: Statement;
  private readonly allCategories: Statement;

  /** `alone`: nobody else writes to this file, so what is remembered stays true. */
  constructor(
    db: Database,
    private readonly alone: boolean,
  ) {
    this.find = prepareRows(
      db,
      'SELECT id, category, (SELECT max(revision) FROM events WHERE stream = streams.id) FROM streams WHERE name = ?',
    );
    this.nameOfId = prepareRows(db, 'SELECT name FROM streams WHERE id = ?');
    this.allCategories = prepareRows(db, 'SELECT id, name FROM categories');
    this.reload();
  }

  /** Forgets what is in memory: after a transaction that did not happen, or when another process writes. */
  reload(): void {
    this.entries.clear();
    this.names.clear();
    const rows = this.allCategories.all() as [number, string][];
    this.categories = new Map(rows.map(([id, name]) => [name, id]));
  }

  stream(name: string): StreamEntry {
    const known = this.alone ? this.entries.get(name) : undefined;
    if (known) return known;
    const row = this.find.get(name) as [number, number, number | null] | undefined;
    const entry = { id: row?.[0] ?? 0, category: row?.[1] ?? 0, head: row?.[2] ?? -1, checksum: checksumOfName(name) };
    this.entries.set(name, entry);
    return entry;
  }

  /** The name of a stream that is in the file; undefined when the file says nothing of it, which is damage. */
  nameOf(id: number): StreamName | undefined {
    const known = this.names.get(id);
    if (known) return known;
    const row = this.nameOfId.get(id) as [string] | undefined;
    if (!row) return undefined;
    const found = { name: row[0], checksum: checksumOfName(row[0]) };
    this.names.set(id, found);
    return found;
  }

  /** The numbers of those categories that have any facts. */
  categoryIds(names: readonly string[]): number[] {
    return names.map((name) => this.categories.get(name)).filter((id) => id !== undefined);
  }

  categoryId(name: string): number | undefined {
    return this.categories.get(name);
  }

  learnCategory(name: string, id: number): void {
    this.categories.set(name, id);
  }
}

/** Gives new streams, and their categories when those are new too, their numbers and rows. Only inside a transaction. */
export class Registrar {
  private readonly streams: ManyRows;
  private readonly addCategory: Statement;
  private last: number;

  constructor(
    private readonly catalogue: Catalogue,
    db: Database,
  ) {
    this.streams = new ManyRows(db, 'streams', ['id', 'name', 'category']);
    this.addCategory = db.prepare('INSERT INTO categories (name) VALUES (?)');
    [this.last] = prepareRows(db, 'SELECT ifnull(max(id), 0) FROM streams').get() as unknown as [number];
  }

  /** Its row is added to `rows`, which are written at the end of the transaction. */
  register(name: string, entry: StreamEntry, rows: (string | number)[]): void {
    const category = categoryOf(name);
    entry.category = this.catalogue.categoryId(category) ?? this.newCategory(category);
    this.last += 1;
    entry.id = this.last;
    rows.push(entry.id, name, entry.category);
  }

  write(rows: readonly (string | number)[]): void {
    this.streams.insert(rows);
  }

  private newCategory(name: string): number {
    const id = Number(this.addCategory.run(name).lastInsertRowid);
    this.catalogue.learnCategory(name, id);
    return id;
  }
}
