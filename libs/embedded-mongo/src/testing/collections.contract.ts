import type { Harness, Native } from './harness';

export function collectionsContract({ connection, collection, name }: Harness): void {
  const names = async (): Promise<string[]> => (await connection().db!.listCollections().toArray()).map((each) => each.name);
  const keys = async (c: Native) => Object.fromEntries((await c.listIndexes().toArray()).map((index: Native) => [index.name, index.key]));

  describe('collections and indexes', () => {
    it('lists them, drops them', async () => {
      const c = collection();
      await c.insertOne({ _id: 1 });
      expect(await names()).toContain(c.collectionName);
      await c.drop();
      expect(await names()).not.toContain(c.collectionName);
      expect(await c.countDocuments({})).toBe(0);
    });

    it('renames over another in one step, indexes and all', async () => {
      const [next, live] = [collection(), collection()];
      await next.createIndex({ n: 1 });
      await next.insertOne({ _id: 'new', n: 1 });
      await live.insertOne({ _id: 'old' });
      await expect(next.rename(live.collectionName)).rejects.toMatchObject({ code: 48 });
      await next.rename(live.collectionName, { dropTarget: true });
      expect(await live.find({}).toArray()).toEqual([{ _id: 'new', n: 1 }]);
      expect(await keys(live)).toHaveProperty('n_1');
      expect(await names()).not.toContain(next.collectionName);
    });

    it('makes, lists and drops indexes', async () => {
      const c = collection();
      expect(await c.createIndex({ a: 1, 'b.c': -1 })).toBe('a_1_b.c_-1');
      expect(await c.createIndex({ a: 1, 'b.c': -1 })).toBe('a_1_b.c_-1');
      await c.createIndex({ u: 1 }, { unique: true, name: 'mine' });
      await c.createIndexes([{ key: { d: 1 } }, { key: { e: -1 }, name: 'e' }]);
      expect(await keys(c)).toEqual({ _id_: { _id: 1 }, 'a_1_b.c_-1': { a: 1, 'b.c': -1 }, mine: { u: 1 }, d_1: { d: 1 }, e: { e: -1 } });
      expect((await c.indexes()).find((index: Native) => index.name === 'mine').unique).toBe(true);
      await c.dropIndex('mine');
      expect(await keys(c)).not.toHaveProperty('mine');
      await c.insertMany([
        { _id: 1, u: 1 },
        { _id: 2, u: 1 },
      ]);
      await expect(c.dropIndex('mine')).rejects.toMatchObject({ code: 27 });
    });

    it('makes an index over what is there already, and refuses a unique one that is broken', async () => {
      const c = collection();
      await c.insertMany([
        { _id: 1, a: 'x' },
        { _id: 2, a: 'x' },
        { _id: 3, a: ['x', 'y'] },
      ]);
      await expect(c.createIndex({ a: 1 }, { unique: true })).rejects.toThrow();
      await c.createIndex({ a: 1 });
      expect((await c.find({ a: 'x' }).toArray()).map((doc: Native) => doc._id).sort()).toEqual([1, 2, 3]);
    });

    it('answers a ping', async () => {
      expect(await connection().db!.admin().ping()).toMatchObject({ ok: 1 });
      expect(await connection().db!.command({ ping: 1 })).toMatchObject({ ok: 1 });
    });

    it('reaches a collection by its name alone', async () => {
      const called = name();
      await connection().collection<Native>(called).insertOne({ _id: 'a' });
      expect(await connection().db!.collection<Native>(called).findOne({ _id: 'a' })).toEqual({ _id: 'a' });
    });
  });
}
