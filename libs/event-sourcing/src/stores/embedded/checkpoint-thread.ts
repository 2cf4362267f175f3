import { parentPort, workerData } from 'node:worker_threads';
import { connect, prepareRows } from '@causeway/sqlite';

/** The thread that copies the write-ahead log back: see `checkpoints.ts` for who starts it. */
const port = parentPort!;
const db = connect(workerData as string);
db.exec('PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0');
const copy = prepareRows(db, 'PRAGMA wal_checkpoint(PASSIVE)');
port.on('message', (what: 'copy' | 'end') => {
  if (what === 'copy') {
    // The second time what was committed during the first.
    copy.get();
    copy.get();
    return port.postMessage('copied');
  }
  db.close();
  port.close();
});
