import { type Database, LIMIT, prepareRows, type Statement } from '@causeway/sqlite';
import type { Stretch } from '../../event-store';
import type { Stored } from '../../model';
import type { Catalogue } from './catalogue';
import { checksumOf, toStored } from './fact-text';
import { StoreFileRefused } from './refusals';

type Row = [position: number, stream: number, revision: number, checksum: number, text: string];

/** Rows fetched by one call: so few that even the largest facts do not fill the memory. */
const PIECE = 32;
/** Where a stretch ends although more facts were asked for: this much text was read, or this many rows were passed over. */
const STRETCH_CHARACTERS = 8 * 1024 * 1024;
const STRETCH_ROWS = 20_000;
const FILTERS_KEPT = 64;

const COLUMNS = 'position, stream, revision, checksum, fact';

/** Facts out of the file. Nothing that does not match its checksum leaves here. */
export class Reading {
  private readonly forwards: Statement;
  private readonly backwards: Statement;
  private readonly last: Statement;
  /** Prepared per set of categories: numbers in the text of a statement cost nothing to compare. */
  private readonly filters = new Map<string, Statement>();

  constructor(
    readonly file: string,
    private readonly db: Database,
    private readonly catalogue: Catalogue,
  ) {
    this.forwards = prepareRows(db, `SELECT ${COLUMNS} FROM events WHERE stream = ? AND revision >= ? ORDER BY revision ${LIMIT}`);
    this.backwards = prepareRows(db, `SELECT ${COLUMNS} FROM events WHERE stream = ? AND revision <= ? ORDER BY revision DESC ${LIMIT}`);
    this.last = prepareRows(db, 'SELECT max(position) FROM events');
  }

  head(): number {
    return (this.last.get() as unknown as [number | null])[0] ?? 0;
  }

  ascending(stream: number, from: number, limit: number): Stored[] {
    return (this.forwards.all(stream, from, limit) as unknown as Row[]).map(this.toFact);
  }

  descending(stream: number, from: number, limit: number): Stored[] {
    return (this.backwards.all(stream, from, Math.min(limit, Number.MAX_SAFE_INTEGER)) as unknown as Row[]).map(this.toFact);
  }

  /** One stretch of the log up to `head`. `categories` undefined: every one. */
  stretch(after: number, head: number, categories: readonly number[] | undefined, limit: number): Stretch {
    if (after >= head || categories?.length === 0) return { facts: [], position: Math.max(after, head), caughtUp: true };
    const until = Math.min(head, after + STRETCH_ROWS);
    const rows = this.rowsOf(categories);
    const facts: Stored[] = [];
    let position = after;
    let characters = 0;
    while (position < until && facts.length < limit && characters < STRETCH_CHARACTERS) {
      const wanted = Math.min(PIECE, limit - facts.length);
      const piece = rows.all(position, until, wanted) as unknown as Row[];
      for (const row of piece) {
        facts.push(this.toFact(row));
        characters += row[4].length;
      }
      position = piece.length < wanted ? until : piece[piece.length - 1]![0];
    }
    return { facts, position, caughtUp: position >= head };
  }

  private rowsOf(categories: readonly number[] | undefined): Statement {
    const key = categories?.join() ?? '';
    const known = this.filters.get(key);
    if (known) return known;
    const filter = categories ? `AND category IN (${key})` : '';
    const sql = `SELECT ${COLUMNS} FROM events WHERE position > ? AND position <= ? ${filter} ORDER BY position ${LIMIT}`;
    const statement = prepareRows(this.db, sql);
    if (this.filters.size >= FILTERS_KEPT) this.filters.clear();
    this.filters.set(key, statement);
    return statement;
  }

  private readonly toFact = ([position, streamId, revision, checksum, text]: Row): Stored => {
    const stream = this.catalogue.nameOf(streamId);
    if (!stream || checksumOf(text, stream.checksum, revision) !== checksum)
      throw new StoreFileRefused(this.file, `is damaged: what stands at position ${position} is not what was written`);
    return toStored(text, stream.name, revision, position);
  };
}
