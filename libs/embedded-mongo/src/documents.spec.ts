import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { openEmbedded } from './index';
import { documentsContract } from './testing/documents.contract';

const folder = mkdtempSync(join(tmpdir(), 'documents-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

documentsContract('a file', () => openEmbedded(join(folder, 'documents.db')));
documentsContract('memory', () => openEmbedded(':memory:'));

/** CAUSEWAY_TEST_MONGO=mongodb://…, with CAUSEWAY_TEST_MONGO_HONEST=1 if it is MongoDB itself and not the server of tools/wire-mongo. */
const server = process.env['CAUSEWAY_TEST_MONGO'];
if (server) {
  const connect = () => mongoose.createConnection(server, { dbName: 'documents' }).asPromise();
  documentsContract(server, connect, { honest: process.env['CAUSEWAY_TEST_MONGO_HONEST'] === '1' });
}
