import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { openEmbedded } from './index';
import type { Store } from './store';
import { documentsContract } from './testing/documents.contract';

const folder = mkdtempSync(join(tmpdir(), 'documents-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

documentsContract('a file', () => openEmbedded(join(folder, 'documents.db')));
/** `npm test` builds first: a thread begins with a built file. */
const thread = join(__dirname, '../../../dist/libs/embedded-mongo/src/writing-thread.js');

documentsContract('a file that a thread writes', async () => {
  const connection = await openEmbedded(join(folder, 'threaded.db'), { thread, threadFrom: 1 });
  const { store } = connection.getClient() as unknown as { store: Store };
  while (store.thread === null) await new Promise((resolve) => setTimeout(resolve, 10));
  return connection;
});
documentsContract('memory', () => openEmbedded(':memory:'));

/** CAUSEWAY_TEST_MONGO=mongodb://…, with CAUSEWAY_TEST_MONGO_HONEST=1 if it is MongoDB itself and not the server of tools/wire-mongo. */
const server = process.env['CAUSEWAY_TEST_MONGO'];
if (server) {
  const connect = () => mongoose.createConnection(server, { dbName: 'documents' }).asPromise();
  documentsContract(server, connect, { honest: process.env['CAUSEWAY_TEST_MONGO_HONEST'] === '1' });
}
