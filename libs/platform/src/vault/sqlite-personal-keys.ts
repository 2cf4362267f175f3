import { chmodSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { connect, type Database, type Statement } from '@causeway/sqlite';
import { type PersonalKey, PersonalKeys } from './personal-keys';

const TABLES = `
  PRAGMA journal_mode = DELETE;
  PRAGMA synchronous = FULL;
  PRAGMA secure_delete = ON;
  CREATE TABLE IF NOT EXISTS keys (owner TEXT PRIMARY KEY, id TEXT NOT NULL, sealed TEXT NOT NULL, made_at TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS installation (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
`;

/**
 * Owners' keys in a small file of their own. No write-ahead log: what `secure_delete` overwrites would live on in it.
 * The rollback journal is deleted with each commit and holds only sealed keys.
 */
export class SqlitePersonalKeys extends PersonalKeys {
  private readonly db: Database;
  private readonly finding: Statement;
  private readonly keeping: Statement;
  private readonly erasing: Statement;

  constructor(file: string) {
    super();
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    this.db = connect(file);
    chmodSync(file, 0o600);
    this.db.exec(TABLES);
    this.finding = this.db.prepare('SELECT id, sealed FROM keys WHERE owner = ?');
    this.keeping = this.db.prepare('INSERT INTO keys (owner, id, sealed, made_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING');
    this.erasing = this.db.prepare('DELETE FROM keys WHERE owner = ?');
  }

  async find(owner: string): Promise<PersonalKey | null> {
    const row = this.finding.get(owner) as PersonalKey | undefined;
    return row ? { id: row.id, sealed: row.sealed } : null;
  }

  async keep(owner: string, key: PersonalKey, at: string): Promise<PersonalKey> {
    this.keeping.run(owner, key.id, key.sealed, at);
    return (await this.find(owner)) ?? key;
  }

  async erase(owner: string): Promise<boolean> {
    return Number(this.erasing.run(owner).changes) > 0;
  }

  async eraseOlder(prefix: string, before: string): Promise<readonly string[]> {
    const rows = this.db
      .prepare('DELETE FROM keys WHERE substr(owner, 1, ?) = ? AND made_at < ? RETURNING owner')
      .all(prefix.length, prefix, before) as { owner: string }[];
    return rows.map((row) => row.owner);
  }

  async check(proposed: string): Promise<string> {
    this.db.prepare("INSERT INTO installation (name, value) VALUES ('check', ?) ON CONFLICT DO NOTHING").run(proposed);
    return (this.db.prepare("SELECT value FROM installation WHERE name = 'check'").get() as { value: string }).value;
  }

  async close(): Promise<void> {
    if (this.db.isOpen) this.db.close();
  }
}
