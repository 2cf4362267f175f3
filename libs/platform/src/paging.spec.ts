import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '@causeway/embedded-mongo';
import { type Connection, type Model, Schema } from 'mongoose';
import type { Order } from './paging';
import { paging as openPaging } from './testing';

type Row = { _id: string; createdOn: string; kind: string };

const folder = mkdtempSync(join(tmpdir(), 'causeway-paging-'));
const order: Order = [
  ['createdOn', -1],
  ['_id', -1],
];
const paging = openPaging();
const bind = ['acme', 'orders', null];
let connection: Connection;
let model: Model<Row>;

beforeAll(async () => {
  connection = await openEmbedded(join(folder, 'documents.db'));
  const schema = new Schema<Row>({ _id: String, createdOn: String, kind: String }, { versionKey: false });
  schema.index({ createdOn: -1, _id: -1 });
  model = connection.model<Row>('row', schema, 'rows') as never;
  // Several share a time, so that the id must decide.
  await model.insertMany(
    Array.from({ length: 25 }, (_, i) => ({
      _id: String(i).padStart(2, '0'),
      createdOn: `2026-01-0${1 + Math.floor(i / 4)}`,
      kind: i % 5 === 0 ? 'five' : 'other',
    })),
  );
});
afterAll(async () => {
  await connection.close();
  rmSync(folder, { recursive: true, force: true });
});

const page = (query: object, filter: Record<string, unknown> = {}, bound = bind) =>
  paging.page<Row, string>(model, { filter, order, query, bind: bound }, (row) => row._id);
const all = Array.from({ length: 25 }, (_, i) => String(24 - i).padStart(2, '0'));

describe('a list', () => {
  it('is read by offset', async () => {
    expect(await page({ limit: 3, offset: 2 })).toEqual({ totalCount: 25, items: all.slice(2, 5), nextCursor: expect.any(String) });
    expect(await page({ limit: 10, offset: 20 })).toEqual({ totalCount: 25, items: all.slice(20), nextCursor: null });
    expect(await page({ offset: 100 })).toEqual({ totalCount: 25, items: [], nextCursor: null });
  });

  it('is read by cursor to its end, nothing twice and nothing left out', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const { items, nextCursor, totalCount } = await page({ limit: 4, ...(cursor === null ? {} : { cursor }) });
      expect(totalCount).toBe(cursor === null ? 25 : null);
      seen.push(...items);
      cursor = nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(all);
  });

  it('keeps its filter on every page', async () => {
    const first = await page({ limit: 2 }, { kind: 'five' });
    expect(first).toMatchObject({ totalCount: 5, items: ['20', '15'] });
    expect((await page({ limit: 9, cursor: first.nextCursor! }, { kind: 'five' })).items).toEqual(['10', '05', '00']);
  });

  it('takes no cursor but its own', async () => {
    const { nextCursor } = await page({ limit: 2 });
    await expect(page({ cursor: nextCursor! }, {}, ['globex', 'orders', null])).rejects.toMatchObject({ code: 'cursor.invalid' });
    await expect(page({ cursor: nextCursor! }, {}, ['acme', 'orders', 'Done' as never])).rejects.toMatchObject({ code: 'cursor.invalid' });
    for (const cursor of ['', 'x', `${nextCursor}x`, Buffer.from('["2026-01-01","00"]').toString('base64url'), `A${nextCursor!.slice(1)}`])
      await expect(page({ cursor })).rejects.toMatchObject({ code: 'cursor.invalid' });
    await expect(page({ cursor: nextCursor!, offset: 0 })).rejects.toMatchObject({ code: 'request.invalid' });
  });

  it('stops counting at ten thousand', async () => {
    const many = { countDocuments: () => ({ exec: async () => 10_001 }), find: () => model.find({ _id: '00' }) } as unknown as Model<Row>;
    const answer = await paging.page<Row, string>(many, { filter: {}, order, query: {}, bind }, (row) => row._id);
    expect(answer).toMatchObject({ totalCount: 10_000, totalCountExact: false });
  });
});
