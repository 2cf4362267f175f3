import type { Harness, Native } from './harness';

/** What MongoDB does and the wire server of `tools/wire-mongo` does not, asked of the others only. */
export function unlikeTheWireServer({ collection, connection }: Harness): void {
  describe('where the wire server lies', () => {
    it('at-most-null means null or missing; more and less than null mean nothing', async () => {
      const c = collection();
      await c.insertMany([{ _id: 1, v: null }, { _id: 2 }, { _id: 3, v: 5 }]);
      for (const indexed of [false, true]) {
        if (indexed) await c.createIndex({ v: 1 });
        expect(await c.countDocuments({ v: { $lte: null } })).toBe(2);
        expect(await c.countDocuments({ v: { $gte: null } })).toBe(2);
        expect(await c.countDocuments({ v: { $lt: null } })).toBe(0);
      }
    });

    it('an index of the same name with other keys is refused', async () => {
      const c = collection();
      await c.createIndex({ a: 1 }, { name: 'one' });
      await expect(c.createIndex({ b: 1 }, { name: 'one' })).rejects.toMatchObject({ code: 86 });
      await expect(c.createIndex({ a: 1 }, { name: 'one', unique: true })).rejects.toMatchObject({ code: 86 });
    });

    it('a duplicate says which key and which value', async () => {
      const c = collection();
      await c.createIndex({ tenantId: 1, code: 1 }, { unique: true });
      await c.insertOne({ _id: 'a', tenantId: 't', code: 'x' });
      await expect(c.insertOne({ _id: 'b', tenantId: 't', code: 'x' })).rejects.toMatchObject({
        keyPattern: { tenantId: 1, code: 1 },
        keyValue: { tenantId: 't', code: 'x' },
      });
      await expect(c.insertOne({ _id: 'a' })).rejects.toMatchObject({ keyPattern: { _id: 1 }, keyValue: { _id: 'a' } });
      const error = await c.bulkWrite([{ insertOne: { document: { _id: 'a' } } }], { ordered: false }).catch((e: Native) => e);
      expect(error).toMatchObject({ code: 11000, writeErrors: [{ index: 0, code: 11000 }] });
    });

    it('what was refused is not counted as inserted', async () => {
      const c = collection();
      await c.insertOne({ _id: 'b' });
      const documents = ['a', 'b', 'c'].map((_id) => ({ insertOne: { document: { _id } } }));
      const unordered = await c.bulkWrite(documents, { ordered: false }).catch((e: Native) => e);
      expect(unordered.result).toMatchObject({ insertedCount: 2, insertedIds: { 0: 'a', 2: 'c' } });
      const ordered = await c.insertMany([{ _id: 'd' }, { _id: 'b' }, { _id: 'e' }]).catch((e: Native) => e);
      expect(ordered.insertedCount).toBe(1);
    });

    it('the old name of a renamed collection is free', async () => {
      const [next, live] = [collection(), collection()];
      await next.insertOne({ _id: 'new' });
      await next.rename(live.collectionName);
      await next.insertOne({ _id: 'again' });
      expect(await live.find({}).toArray()).toEqual([{ _id: 'new' }]);
    });

    it('one collection is listed by its name', async () => {
      const c = collection();
      await c.insertOne({ _id: 1 });
      const listed = await connection().db!.listCollections({ name: c.collectionName }).toArray();
      expect(listed.map((each) => each.name)).toEqual([c.collectionName]);
    });
  });
}
