import { parentPort, workerData } from 'node:worker_threads';
import { connectToWrite } from './connections';
import { Desk } from './desk';
import type { Task } from './writing';

/** The thread that writes many documents at once: see `writing.ts` for who starts it. */
const port = parentPort!;
const desk = new Desk(connectToWrite(workerData as string));
port.on('message', (what: Task | 'end') => {
  if (what !== 'end') return port.postMessage(desk.answer(what));
  desk.close();
  port.close();
});
port.postMessage('ready');
