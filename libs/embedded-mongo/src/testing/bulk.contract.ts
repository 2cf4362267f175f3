import type { Harness, Native } from './harness';

export function bulkContract({ collection }: Harness): void {
  describe('many writes at once', () => {
    it('does each kind and counts them', async () => {
      const c = collection();
      const result = await c.bulkWrite([
        { insertOne: { document: { _id: 'a', n: 1 } } },
        { updateOne: { filter: { _id: 'a' }, update: { $inc: { n: 1 } } } },
        { updateOne: { filter: { _id: 'b' }, update: { $set: { n: 5 } }, upsert: true } },
        { replaceOne: { filter: { _id: 'c' }, replacement: { n: 9 }, upsert: true } },
        { updateMany: { filter: { n: { $gte: 5 } }, update: { $set: { big: true } } } },
        { replaceOne: { filter: { _id: 'a' }, replacement: { n: 3 } } },
        { deleteOne: { filter: { _id: 'b' } } },
        { deleteMany: { filter: { n: 100 } } },
      ]);
      expect(result).toMatchObject({
        insertedCount: 1,
        matchedCount: 4,
        modifiedCount: 4,
        deletedCount: 1,
        upsertedCount: 2,
        upsertedIds: { 2: 'b', 3: 'c' },
      });
      expect(result.insertedIds).toEqual({ 0: 'a' });
      expect(await c.find({}, { sort: { _id: 1 } }).toArray()).toEqual([
        { _id: 'a', n: 3 },
        { _id: 'c', n: 9, big: true },
      ]);
    });

    it('stops at the first refusal if ordered', async () => {
      const c = collection();
      await c.insertOne({ _id: 'b' });
      const error = await c
        .bulkWrite([
          { insertOne: { document: { _id: 'a' } } },
          { insertOne: { document: { _id: 'b' } } },
          { insertOne: { document: { _id: 'c' } } },
        ])
        .catch((e: Native) => e);
      expect(error).toMatchObject({ name: 'MongoBulkWriteError', code: 11000 });
      expect(await c.countDocuments({})).toBe(2);
    });

    it('leaves out only the refused if not', async () => {
      const c = collection();
      await c.insertOne({ _id: 'b' });
      const documents = ['a', 'b', 'c', 'b'].map((_id) => ({ insertOne: { document: { _id } } }));
      const error = await c.bulkWrite(documents, { ordered: false }).catch((e: Native) => e);
      expect(error.writeErrors.map(({ index, code }: Native) => [index, code])).toEqual([
        [1, 11000],
        [3, 11000],
      ]);
      expect(await c.countDocuments({})).toBe(3);
    });

    it('repeats a batch of a view without a change', async () => {
      const c = collection();
      await c.createIndex({ tenantId: 1, _pos: -1 });
      const batch = (pos: string) =>
        Array.from({ length: 50 }, (_, i) => ({
          replaceOne: {
            filter: { _id: `d${i}`, _pos: { $lt: pos } },
            replacement: { _id: `d${i}`, _pos: pos, tenantId: `t${i % 3}` },
            upsert: true,
          },
        }));
      expect(await c.bulkWrite(batch('0001'), { ordered: false })).toMatchObject({ upsertedCount: 50, matchedCount: 0 });
      expect(await c.bulkWrite(batch('0002'), { ordered: false })).toMatchObject({ upsertedCount: 0, matchedCount: 50, modifiedCount: 50 });
      const again = await c.bulkWrite(batch('0002'), { ordered: false }).catch((e: Native) => e);
      expect(again.writeErrors).toHaveLength(50);
      expect(again.writeErrors.every(({ code }: Native) => code === 11000)).toBe(true);
      const half = [
        ...batch('0001').slice(0, 10),
        { replaceOne: { filter: { _id: 'new', _pos: { $lt: '0003' } }, replacement: { _pos: '0003' }, upsert: true } },
      ];
      const mixed = await c.bulkWrite(half, { ordered: false }).catch((e: Native) => e);
      expect(mixed.result).toMatchObject({ upsertedCount: 1, upsertedIds: { 10: 'new' } });
      expect(await c.countDocuments({ _pos: '0002' })).toBe(50);
    });

    it('replaces many by id, new and old', async () => {
      const c = collection();
      const puts = (from: number, v: number) =>
        Array.from({ length: 10 }, (_, i) => ({ replaceOne: { filter: { _id: `d${from + i}` }, replacement: { v }, upsert: true } }));
      await c.bulkWrite(puts(0, 1));
      expect(await c.bulkWrite(puts(5, 2))).toMatchObject({ matchedCount: 5, modifiedCount: 5, upsertedCount: 5 });
      expect(await c.countDocuments({ v: 2 })).toBe(10);
      expect(await c.bulkWrite(puts(5, 2))).toMatchObject({ matchedCount: 10, modifiedCount: 0, upsertedCount: 0 });
    });

    it('refuses an empty batch', async () => {
      await expect((async () => collection().bulkWrite([]))()).rejects.toThrow(/empty/i);
    });
  });
}
