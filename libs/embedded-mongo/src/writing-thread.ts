import { parentPort, workerData } from 'node:worker_threads';
import { connectToWrite } from './connections';
import { type Fate, writeRow } from './rows';
import { Statements } from './statements';
import type { Answer, Task } from './writing';

/** The thread that writes many documents at once: see `writing.ts` for who starts it, and what it is told. */
const port = parentPort!;
const db = connectToWrite(workerData as string);
const statements = new Statements(db);
const { prepare } = statements;

const done = (task: Exclude<Task, 'end'>): Fate[] => {
  const fates: Fate[] = [];
  prepare('BEGIN IMMEDIATE').run();
  try {
    if ('statements' in task) for (const { sql, params } of task.statements) db.prepare(sql).run(...params);
    else
      for (const row of task.rows) {
        const fate = writeRow(prepare, task.table, task.columns, row);
        fates.push(fate);
        if (task.ordered && (fate === 'refused' || typeof fate === 'object')) break;
      }
    prepare('COMMIT').run();
    return fates;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
};

const answerTo = (task: Exclude<Task, 'end'>): Answer => {
  try {
    return { fates: done(task) };
  } catch (error) {
    const { errcode, message } = error as { errcode?: number; message: string };
    return { errcode: errcode ?? 0, message };
  }
};

port.on('message', (task: Task) => {
  if (task !== 'end') return port.postMessage(answerTo(task));
  statements.clear();
  db.close();
  port.close();
});
port.postMessage('ready');
