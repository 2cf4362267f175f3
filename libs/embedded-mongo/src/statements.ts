import { type Database, prepareRows, type Statement } from '@causeway/sqlite';

const CACHED = 400;

/** Statements of one connection, prepared once, whatever number of times they are asked for. */
export class Statements {
  private readonly known = new Map<string, Statement>();
  private readonly knownAsArrays = new Map<string, Statement>();

  constructor(private readonly db: Database) {}

  /** `asArrays`: one that gives its rows as arrays of columns. */
  readonly prepare = (sql: string, asArrays = false): Statement => {
    const known = asArrays ? this.knownAsArrays : this.known;
    let statement = known.get(sql);
    if (!statement) {
      if (known.size >= CACHED) known.delete(known.keys().next().value as string);
      statement = asArrays ? prepareRows(this.db, sql) : this.db.prepare(sql);
      known.set(sql, statement);
    }
    return statement;
  };

  clear(): void {
    this.known.clear();
    this.knownAsArrays.clear();
  }
}
