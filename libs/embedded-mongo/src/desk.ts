import type { Database } from '@causeway/sqlite';
import { type Fate, writeRow } from './rows';
import { Statements } from './statements';
import type { Answer, Task } from './writing';

/** Where tasks are done, one after the other, each in one transaction: all of it stands, or nothing. */
export class Desk {
  private readonly statements: Statements;

  constructor(private readonly db: Database) {
    this.statements = new Statements(db);
  }

  answer(task: Task): Answer {
    const { prepare } = this.statements;
    try {
      prepare('BEGIN IMMEDIATE').run();
      const fates = this.write(task);
      prepare('COMMIT').run();
      return { fates };
    } catch (error) {
      if (this.db.isTransaction) this.db.exec('ROLLBACK');
      const { errcode, message } = error as { errcode?: number; message: string };
      return { errcode: errcode ?? 0, message };
    }
  }

  close(): void {
    this.statements.clear();
    this.db.close();
  }

  private write({ table, columns, rows, ordered }: Task): Fate[] {
    const fates: Fate[] = [];
    for (const row of rows) {
      const fate = writeRow(this.statements.prepare, table, columns, row);
      fates.push(fate);
      if (ordered && (fate === 'refused' || typeof fate === 'object')) break;
    }
    return fates;
  }
}
