import mongoose from 'mongoose';
import type { Harness, Native } from './harness';

const { ObjectId } = mongoose.mongo;
const ids = async (cursor: Native): Promise<unknown[]> => (await cursor.toArray()).map(({ _id }: Native) => _id);
const at = (day: number) => new Date(Date.UTC(2026, 0, day));

export function findingContract({ collection }: Harness): void {
  const orders = async (): Promise<Native> => {
    const c = collection();
    await c.createIndex({ tenantId: 1, createdOn: -1, _id: -1 });
    await c.insertMany([
      {
        _id: 'a',
        tenantId: 't1',
        createdOn: at(1),
        total: 10,
        tags: ['x', 'y'],
        lines: [
          { sku: 's', qty: 1 },
          { sku: 't', qty: 5 },
        ],
        who: { name: 'Ann', city: null },
      },
      { _id: 'b', tenantId: 't1', createdOn: at(2), total: 20, tags: [], note: null, who: { name: 'Bob' } },
      { _id: 'c', tenantId: 't1', createdOn: at(2), total: 30, tags: ['x'], live: true },
      { _id: 'd', tenantId: 't2', createdOn: at(3), total: '30', tags: ['z'], live: false },
      { _id: 'e', tenantId: 't2', total: null, lines: [{ sku: 's', qty: 7 }] },
    ]);
    return c;
  };

  describe('finding', () => {
    it.each<[string, Native, string[]]>([
      ['by an indexed value', { tenantId: 't1' }, ['a', 'b', 'c']],
      ['by several values', { tenantId: 't1', total: 20 }, ['b']],
      ['by a list of ids', { _id: { $in: ['a', 'e', 'nobody'] } }, ['a', 'e']],
      ['by an empty list', { _id: { $in: [] } }, []],
      ['by a list with null', { note: { $in: [null, 'n'] } }, ['a', 'b', 'c', 'd', 'e']],
      ['numbers within numbers only', { total: { $gte: 20 } }, ['b', 'c']],
      ['strings within strings only', { total: { $gte: '3' } }, ['d']],
      ['by a range of dates', { tenantId: 't1', createdOn: { $gte: at(1), $lt: at(2) } }, ['a']],
      ['by a date', { tenantId: 't1', createdOn: at(2) }, ['b', 'c']],
      ['by a boolean, which is no number', { live: true }, ['c']],
      ['one where booleans are', { live: 1 }, []],
      ['null, which means missing too', { total: null }, ['e']],
      ['null under a document', { 'who.city': null }, ['a', 'b', 'c', 'd', 'e']],
      ['what is not null', { total: { $ne: null } }, ['a', 'b', 'c', 'd']],
      ['what is unequal', { tenantId: { $ne: 't1' } }, ['d', 'e']],
      ['what is not in a list', { tenantId: { $nin: ['t1'] } }, ['d', 'e']],
      ['what exists', { note: { $exists: true } }, ['b']],
      ['what does not exist', { createdOn: { $exists: false } }, ['e']],
      ['a member of an array', { tags: 'x' }, ['a', 'c']],
      ['members of an array by a list', { tags: { $in: ['y', 'z'] } }, ['a', 'd']],
      ['all of several members', { tags: { $all: ['x', 'y'] } }, ['a']],
      ['an array by its size', { tags: { $size: 0 } }, ['b']],
      ['a field of an array of documents', { 'lines.sku': 't' }, ['a']],
      ['two conditions on one member', { lines: { $elemMatch: { sku: 's', qty: { $gt: 3 } } } }, ['e']],
      ['by a dotted path', { 'who.name': 'Bob' }, ['b']],
      ['a whole document', { who: { name: 'Bob' } }, ['b']],
      ['by a pattern', { _id: { $regex: '^[ab]$' } }, ['a', 'b']],
      ['by a pattern that does not mind case', { 'who.name': /^an/i }, ['a']],
      ['the contrary', { total: { $not: { $gt: 15 } } }, ['a', 'd', 'e']],
      ['one or the other', { $or: [{ tenantId: 't2' }, { total: 10 }] }, ['a', 'd', 'e']],
      ['both', { $and: [{ tenantId: 't1' }, { total: { $lt: 30 } }] }, ['a', 'b']],
      ['neither', { $nor: [{ tenantId: 't2' }, { total: 10 }] }, ['b', 'c']],
      ['by an expression', { $expr: { $eq: ['$total', 20] } }, ['b']],
      ['by a comparison that says nothing of other types', { createdOn: { $lt: 5 } }, []],
    ])('finds %s', async (_name, filter, expected) => {
      const c = await orders();
      expect((await ids(c.find(filter))).sort()).toEqual(expected);
      expect(await c.countDocuments(filter)).toBe(expected.length);
    });

    it('sorts by several paths, each its own way', async () => {
      const c = await orders();
      expect(await ids(c.find({ tenantId: 't1' }, { sort: { createdOn: -1, _id: 1 } }))).toEqual(['b', 'c', 'a']);
      expect(await ids(c.find({}).sort({ tenantId: -1, createdOn: -1, _id: -1 }))).toEqual(['d', 'e', 'c', 'b', 'a']);
    });

    it('sorts mixed types as BSON does', async () => {
      const c = collection();
      const id = new ObjectId();
      await c.insertMany([at(1), false, id, { a: 1 }, 'text', '', 5, -1.5, null, true].map((v, i) => ({ _id: i, v })));
      const sorted = await c.find({}, { sort: { v: 1, _id: 1 } }).toArray();
      expect(sorted.map(({ v }: Native) => v)).toEqual([null, -1.5, 5, '', 'text', { a: 1 }, id, false, true, at(1)]);
    });

    it('sorts texts by their characters', async () => {
      const c = collection();
      await c.createIndex({ v: 1 });
      await c.insertMany(['b', 'B', 'é', 'z', '10', '9', ''].map((v, i) => ({ _id: i, v })));
      expect((await c.find({}, { sort: { v: 1 } }).toArray()).map(({ v }: Native) => v)).toEqual(['', '10', '9', 'B', 'b', 'z', 'é']);
    });

    it('gives pages by skip and limit', async () => {
      const c = await orders();
      expect(await ids(c.find({}, { sort: { _id: 1 }, skip: 1, limit: 2 }))).toEqual(['b', 'c']);
      expect(await ids(c.find({ tenantId: { $in: ['t1', 't2'] } }, { sort: { _id: -1 }, skip: 4, limit: 2 }))).toEqual(['a']);
    });

    it('gives the page after a known document', async () => {
      const c = await orders();
      const seen: unknown[] = [];
      let after: Native = {};
      for (;;) {
        const [next] = await c.find({ tenantId: 't1', ...after }, { sort: { createdOn: -1, _id: -1 }, limit: 1 }).toArray();
        if (!next) break;
        seen.push(next._id);
        after = { $or: [{ createdOn: { $lt: next.createdOn } }, { createdOn: next.createdOn, _id: { $lt: next._id } }] };
      }
      expect(seen).toEqual(['c', 'b', 'a']);
    });

    it('gives only what is asked for', async () => {
      const c = await orders();
      expect(await c.findOne({ _id: 'a' }, { projection: { total: 1, 'who.name': 1, 'lines.sku': 1 } })).toEqual({
        _id: 'a',
        total: 10,
        lines: [{ sku: 's' }, { sku: 't' }],
        who: { name: 'Ann' },
      });
      expect(await c.findOne({ _id: 'b' }, { projection: { _id: 0, tags: 0, createdOn: 0, who: 0 } })).toEqual({
        tenantId: 't1',
        total: 20,
        note: null,
      });
    });

    it('counts up to a limit, and in all', async () => {
      const c = await orders();
      expect(await c.countDocuments({ tenantId: 't1' }, { limit: 2 })).toBe(2);
      expect(await c.countDocuments({ tenantId: 't1' }, { skip: 2 })).toBe(1);
      expect(await c.estimatedDocumentCount()).toBe(5);
    });

    it('gives each value once', async () => {
      const c = await orders();
      expect((await c.distinct('tenantId')).sort()).toEqual(['t1', 't2']);
      expect((await c.distinct('tags', { tenantId: 't1' })).sort()).toEqual(['x', 'y']);
      expect((await c.distinct('lines.sku')).sort()).toEqual(['s', 't']);
    });

    it('reads by cursor: one, the next, the rest', async () => {
      const c = await orders();
      const cursor = c.find({}, { sort: { _id: 1 } });
      expect(await cursor.hasNext()).toBe(true);
      expect((await cursor.next())._id).toBe('a');
      expect((await cursor.next())._id).toBe('b');
      expect(await ids(cursor)).toEqual(['c', 'd', 'e']);
      expect(await cursor.next()).toBeNull();
      const seen: unknown[] = [];
      for await (const { _id } of c.find({ tenantId: 't1' }).sort({ _id: -1 }).limit(2)) seen.push(_id);
      expect(seen).toEqual(['c', 'b']);
      const left = c.find({});
      await left.next();
      await expect(left.close()).resolves.toBeUndefined();
    });

    it('groups, unwinds, counts', async () => {
      const c = await orders();
      const grouped = await c
        .aggregate([
          { $match: { tenantId: 't1' } },
          { $group: { _id: '$tenantId', n: { $sum: 1 }, sum: { $sum: '$total' }, last: { $max: '$createdOn' } } },
        ])
        .toArray();
      expect(grouped).toEqual([{ _id: 't1', n: 3, sum: 60, last: at(2) }]);
      const skus = await c
        .aggregate([{ $unwind: '$lines' }, { $group: { _id: '$lines.sku', qty: { $sum: '$lines.qty' } } }, { $sort: { _id: 1 } }])
        .toArray();
      expect(skus).toEqual([
        { _id: 's', qty: 8 },
        { _id: 't', qty: 5 },
      ]);
      const faces = await c
        .aggregate([
          { $match: {} },
          { $facet: { n: [{ $count: 'n' }], top: [{ $sort: { _id: -1 } }, { $limit: 1 }, { $project: { _id: 1 } }] } },
        ])
        .toArray();
      expect(faces).toEqual([{ n: [{ n: 5 }], top: [{ _id: 'e' }] }]);
      expect(
        await ids(c.aggregate([{ $match: { tenantId: 't1' } }, { $sort: { createdOn: -1, _id: -1 } }, { $skip: 1 }, { $limit: 1 }])),
      ).toEqual(['b']);
    });

    it('answers with nothing from a collection that is not there', async () => {
      const c = collection();
      expect(await c.findOne({ _id: 'a' })).toBeNull();
      expect(await c.find({}).toArray()).toEqual([]);
      expect(await c.countDocuments({})).toBe(0);
      expect(await c.distinct('a')).toEqual([]);
    });
  });
}
