import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import type { Connection } from 'mongoose';
import { DocumentStoreUnavailable, openEmbedded } from './index';
import type { Store } from './store';

// biome-ignore lint/suspicious/noExplicitAny: native operations take documents of any shape
type Native = any;
const thread = join(__dirname, '../../../dist/libs/embedded-mongo/src/writing-thread.js');
const folder = mkdtempSync(join(tmpdir(), 'documents-thread-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

const storeOf = (connection: Connection) => (connection.getClient() as unknown as { store: Store }).store;
const ready = async (connection: Connection) => {
  while (storeOf(connection).thread === null) await new Promise((resolve) => setTimeout(resolve, 10));
  return storeOf(connection).thread as unknown as { worker: Worker };
};
const opened = async () => {
  const connection = await openEmbedded(join(folder, `f${++files}.db`), { thread });
  await ready(connection);
  return connection;
};
const puts = (count: number, round: number) =>
  Array.from({ length: count }, (_, i) => ({
    replaceOne: { filter: { _id: `d${i}`, _pos: { $lt: round } }, replacement: { _pos: round, pad: 'x'.repeat(300) }, upsert: true },
  }));

describe('a thread that writes', () => {
  it('has the file to itself while it is at work; whoever writes meanwhile comes right after', async () => {
    const connection = await opened();
    const c: Native = connection.collection('docs');
    const since = performance.now();
    const answers = await Promise.all([
      c.bulkWrite(puts(2000, 1), { ordered: false }),
      c.insertOne({ _id: 'one', _pos: 1 }),
      c.updateMany({ _pos: 1 }, { $set: { seen: true } }),
      c.createIndex({ _pos: 1 }),
      connection.collection<Native>('others').insertOne({ _id: 'other' }),
      c.bulkWrite(puts(2000, 2), { ordered: false }),
      c.rename('renamed'),
    ]);
    // Whoever met a locked file would have waited for five seconds.
    expect(performance.now() - since).toBeLessThan(4000);
    expect(answers[0]).toMatchObject({ upsertedCount: 2000 });
    expect(answers[2]).toMatchObject({ matchedCount: 2001 });
    expect(answers[5]).toMatchObject({ modifiedCount: 2000 });
    expect(await connection.collection('renamed').countDocuments({ _pos: 2 })).toBe(2000);
    expect(await connection.collection('docs').countDocuments({})).toBe(0);
    await connection.close();
  });

  it('is seen by readers only with all that a task brings', async () => {
    const connection = await opened();
    const c: Native = connection.collection('docs');
    await c.bulkWrite(puts(500, 1));
    const writing = c.bulkWrite(puts(500, 2));
    const counts = new Set<number>();
    for (let looks = 0; looks < 50; looks++) {
      counts.add(await c.countDocuments({ _pos: 2 }));
      await new Promise(setImmediate);
    }
    await writing;
    counts.add(await c.countDocuments({ _pos: 2 }));
    expect([...counts].filter((count) => count !== 0 && count !== 500)).toEqual([]);
    expect(counts).toContain(500);
    await connection.close();
  });

  it('that dies leaves nothing half, says so, and another goes on', async () => {
    const connection = await opened();
    const c: Native = connection.collection('docs');
    const { worker } = await ready(connection);
    const writing = c.bulkWrite(puts(3000, 1)).then(
      () => 'written',
      (error: Error) => error,
    );
    await new Promise(setImmediate);
    await worker.terminate();
    const told = await writing;
    expect(told === 'written' || told instanceof DocumentStoreUnavailable).toBe(true);
    expect([0, 3000]).toContain(await c.countDocuments({}));
    // At once by this thread, and later by the next one.
    await c.bulkWrite(puts(3000, 2));
    expect(await c.countDocuments({ _pos: 2 })).toBe(3000);
    await ready(connection);
    await c.bulkWrite(puts(3000, 3));
    expect(await c.countDocuments({ _pos: 3 })).toBe(3000);
    await connection.close();
  });

  it('is waited for when the store is closed', async () => {
    const connection = await opened();
    const writing = connection.collection<Native>('docs').bulkWrite(puts(2000, 1) as never);
    await Promise.all([writing, connection.close()]);
    const again = await openEmbedded(storeOf(connection).file, { thread: null });
    expect(await again.collection('docs').countDocuments({})).toBe(2000);
    await again.close();
  });
});
