import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '@causeway/sqlite';
import { DocumentFileRefused, DocumentStoreUnavailable, openEmbedded } from './index';
import type { Store } from './store';

// biome-ignore lint/suspicious/noExplicitAny: native operations take documents of any shape
type Native = any;
const folder = mkdtempSync(join(tmpdir(), 'documents-file-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const newFile = () => join(folder, `f${++files}.db`);
const many = (count: number, from = 0) => Array.from({ length: count }, (_, i) => ({ _id: `d${from + i}`, n: i, pad: 'x'.repeat(300) }));

async function filled(): Promise<string> {
  const file = newFile();
  const connection = await openEmbedded(file);
  await connection.collection<Native>('docs').insertMany(many(500));
  await connection.close();
  return file;
}

describe('the file', () => {
  it('holds documents, indexes and what is known of them from one opening to the next', async () => {
    const file = newFile();
    const first = await openEmbedded(file);
    const c: Native = first.collection('docs');
    await c.createIndex({ tag: 1 });
    await c.insertMany([
      { _id: 1, tag: 'x', at: new Date(5) },
      { _id: 2, tag: ['x'] },
    ]);
    await first.close();
    const again = await openEmbedded(file);
    const d: Native = again.collection('docs');
    expect(await d.countDocuments({ tag: 'x' })).toBe(2);
    expect((await d.indexes()).map(({ name }: Native) => name)).toEqual(['_id_', 'tag_1']);
    expect(await d.findOne({ _id: 1 })).toEqual({ _id: 1, tag: 'x', at: new Date(5) });
    await again.close();
  });

  it('is closed quickly, and leaves no log behind', async () => {
    const file = newFile();
    const connection = await openEmbedded(file);
    for (let i = 0; i < 20; i++) await connection.collection<Native>('docs').insertMany(many(1000, i * 1000));
    for await (const _ of connection.collection('docs').find({})) break;
    const cursor = connection.collection('docs').find({});
    await cursor.next();
    const since = performance.now();
    await connection.close();
    expect(performance.now() - since).toBeLessThan(1000);
    expect(statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0).toBe(0);
    await expect(cursor.next()).rejects.toThrow(/closed while a cursor/);
  });

  it.each<[string, (file: string) => void, RegExp]>([
    ['cut short', (file) => truncateSync(file, statSync(file).size - 4096), /cut short/],
    ['cut within its first page', (file) => truncateSync(file, 50), /cut short/],
    ['something else', (file) => writeFileSync(file, 'a letter to my aunt '.repeat(50)), /not a database/],
    [
      'overwritten in the middle',
      (file) => writeFileSync(file, Buffer.concat([readFileSync(file).subarray(0, 100), Buffer.alloc(statSync(file).size - 100, 7)])),
      /damaged|not a/,
    ],
    ['of a newer format', (file) => withDatabase(file, 'PRAGMA user_version = 99'), /format 99/],
    ["another program's database", (file) => withDatabase(file, 'PRAGMA application_id = 7'), /not a document store/],
  ])('is refused in one sentence if it is %s, and left as it is', async (_name, spoil, sentence) => {
    const file = await filled();
    spoil(file);
    const before = readFileSync(file);
    const error = await openEmbedded(file).catch((caught: Error) => caught);
    expect(error).toBeInstanceOf(DocumentFileRefused);
    expect((error as Error).message).toMatch(sentence);
    expect((error as Error).message).toMatch(/^[^\n]+\.$/);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  function withDatabase(file: string, sql: string): void {
    const db = connect(file);
    db.exec(sql);
    db.close();
  }

  it('has one writer, and readers that see what is written', async () => {
    const file = await filled();
    const writer = await openEmbedded(file);
    await expect(openEmbedded(file)).rejects.toThrow(/already open for writing/);
    const reader = await openEmbedded(file, { readOnly: true });
    const seen: Native = reader.collection('docs');
    expect(await seen.countDocuments({})).toBe(500);
    await writer.collection<Native>('docs').createIndex({ n: 1 });
    await writer.collection<Native>('docs').insertOne({ _id: 'new', n: [7] });
    expect(await seen.countDocuments({ n: 7 })).toBe(2);
    await expect(seen.insertOne({ _id: 'mine' })).rejects.toThrow(/opened for reading/);
    await reader.close();
    await writer.close();
    await (await openEmbedded(file)).close();
  });

  it('a cursor sees the collection as it was when it began, and hinders nobody', async () => {
    const connection = await openEmbedded(await filled());
    const c: Native = connection.collection('docs');
    const cursor = c.find({}, { sort: { _id: 1 } });
    await cursor.next();
    await c.deleteMany({});
    await c.drop();
    expect(await cursor.toArray()).toHaveLength(499);
    expect(await c.countDocuments({})).toBe(0);
    await connection.close();
  });

  it('a full disk undoes the whole batch, says so, and is forgotten when there is room again', async () => {
    const connection = await openEmbedded(await filled());
    const { db } = (connection.getClient() as unknown as { store: Store }).store;
    const c: Native = connection.collection('docs');
    const { page_count: pages } = db.prepare('PRAGMA page_count').get() as { page_count: number };
    db.exec(`PRAGMA max_page_count = ${pages + 3}`);
    const puts = many(500, 1000).map((doc) => ({ replaceOne: { filter: { _id: doc._id }, replacement: doc, upsert: true } }));
    await expect(c.bulkWrite(puts)).rejects.toThrow(DocumentStoreUnavailable);
    expect(await c.countDocuments({})).toBe(500);
    db.exec('PRAGMA max_page_count = 1000000');
    expect(await c.bulkWrite(puts)).toMatchObject({ upsertedCount: 500 });
    expect(await c.countDocuments({})).toBe(1000);
    await connection.close();
  });

  it('is whole after its writer was killed amid a batch, and every index agrees with its table', async () => {
    const file = newFile();
    let answered = 0;
    for (const wait of [0, 7, 19]) {
      const child = spawn(process.execPath, [join(__dirname, '..', 'bench', 'killed-writer.mjs'), file], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const gone = new Promise((done) => child.once('exit', done));
      let lines = 0;
      for await (const text of child.stdout) {
        const rounds = String(text).trim().split('\n');
        answered = Math.max(answered, Number(rounds.at(-1)));
        lines += rounds.length;
        if (lines < 12) continue;
        await new Promise((done) => setTimeout(done, wait));
        child.kill('SIGKILL');
        break;
      }
      await gone;
      copyFileSync(file, `${file}.copy`);
      const connection = await openEmbedded(file);
      const store = (connection.getClient() as unknown as { store: Store }).store;
      expect(store.db.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
      const c: Native = connection.collection('docs');
      const place = await c.findOne({ _id: 'place' });
      expect(place.round).toBeGreaterThanOrEqual(answered);
      // The last batch stands whole, and so does its place.
      expect(await c.countDocuments({ round: place.round })).toBe(301);
      const docs = await c.find({}).toArray();
      for (const tenantId of ['t0', 't3']) {
        const byIndex = await c.find({ tenantId }, { sort: { n: -1, _id: -1 } }).toArray();
        expect(byIndex).toHaveLength(docs.filter((doc: Native) => doc.tenantId === tenantId).length);
      }
      expect(await c.countDocuments({ dueAt: { $gt: new Date(0) } })).toBe(docs.filter((doc: Native) => doc.dueAt).length);
      await connection.close();
    }
  }, 60_000);
});
