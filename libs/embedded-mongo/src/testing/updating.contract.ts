import type { Harness, Native } from './harness';

export function updatingContract({ collection }: Harness): void {
  /** One document, one update, the document after it. */
  const updated = async (doc: Native, update: Native, filter: Native = { _id: 'a' }, options?: Native): Promise<Native> => {
    const c = collection();
    await c.insertOne({ _id: 'a', ...doc });
    await c.updateOne(filter, update, options);
    const { _id, ...rest } = await c.findOne({ _id: 'a' });
    return rest;
  };

  describe('updating', () => {
    it.each<[string, Native, Native, Native]>([
      ['sets', { a: 1 }, { $set: { a: 2, 'b.c': 3 } }, { a: 2, b: { c: 3 } }],
      ['unsets', { a: 1, b: { c: 1, d: 2 } }, { $unset: { a: '', 'b.c': '', 'x.y': '' } }, { b: { d: 2 } }],
      ['adds up', { n: 1 }, { $inc: { n: 2.5, m: -1 } }, { n: 3.5, m: -1 }],
      ['multiplies', { n: 3 }, { $mul: { n: 2, m: 2 } }, { n: 6, m: 0 }],
      ['keeps the least', { n: 3, m: 1 }, { $min: { n: 2, m: 2, k: 5 } }, { n: 2, m: 1, k: 5 }],
      ['keeps the greatest', { n: '05', m: new Date(9) }, { $max: { n: '07', m: new Date(5) } }, { n: '07', m: new Date(9) }],
      ['renames', { a: 1, b: 2 }, { $rename: { a: 'c', x: 'y' } }, { b: 2, c: 1 }],
      ['leaves alone what is for inserts', { a: 1 }, { $setOnInsert: { a: 2 }, $set: { b: 1 } }, { a: 1, b: 1 }],
      ['adds to lists', { l: [1] }, { $push: { l: 2, m: 'x' } }, { l: [1, 2], m: ['x'] }],
      [
        'adds several, sorted and cut',
        { l: [{ n: 3 }] },
        { $push: { l: { $each: [{ n: 1 }, { n: 2 }], $sort: { n: -1 }, $slice: 2 } } },
        { l: [{ n: 3 }, { n: 2 }] },
      ],
      ['adds several and keeps the last', { l: [1, 2] }, { $push: { l: { $each: [3, 4], $slice: -3 } } }, { l: [2, 3, 4] }],
      ['adds at a place', { l: [1, 3] }, { $push: { l: { $each: [2], $position: 1 } } }, { l: [1, 2, 3] }],
      [
        'adds to a set',
        { l: ['x', { a: 1 }] },
        { $addToSet: { l: { $each: ['x', 'y', { a: 1 }] }, m: 'z' } },
        { l: ['x', { a: 1 }, 'y'], m: ['z'] },
      ],
      ['pulls values', { l: [1, 2, 1] }, { $pull: { l: 1 } }, { l: [2] }],
      ['pulls by condition', { l: [1, 5, 9] }, { $pull: { l: { $gte: 5 } } }, { l: [1] }],
      ['pulls documents', { l: [{ s: 'a', n: 1 }, { s: 'b' }] }, { $pull: { l: { s: 'a' } } }, { l: [{ s: 'b' }] }],
      ['pulls all of a list', { l: [1, 2, 3] }, { $pullAll: { l: [1, 3] } }, { l: [2] }],
      ['pops', { l: [1, 2, 3], m: [1, 2] }, { $pop: { l: 1, m: -1 } }, { l: [1, 2], m: [2] }],
      ['reaches into a list by place', { l: [{ n: 1 }, { n: 2 }] }, { $set: { 'l.1.n': 5 } }, { l: [{ n: 1 }, { n: 5 }] }],
      ['reaches every member', { l: [{ n: 1 }, { n: 2 }] }, { $inc: { 'l.$[].n': 1 } }, { l: [{ n: 2 }, { n: 3 }] }],
    ])('%s', async (_name, doc, update, expected) => {
      expect(await updated(doc, update)).toEqual(expected);
    });

    it('reaches the member that the filter found', async () => {
      const doc = {
        l: [
          { s: 'a', n: 1 },
          { s: 'b', n: 2 },
        ],
      };
      expect(await updated(doc, { $set: { 'l.$.n': 9 } }, { _id: 'a', 'l.s': 'b' })).toEqual({
        l: [
          { s: 'a', n: 1 },
          { s: 'b', n: 9 },
        ],
      });
      expect(await updated(doc, { $set: { 'l.$.n': 9 } }, { l: { $elemMatch: { s: 'b', n: 2 } } })).toEqual({
        l: [
          { s: 'a', n: 1 },
          { s: 'b', n: 9 },
        ],
      });
      expect(await updated({ l: ['x', 'y'] }, { $set: { 'l.$': 'z' } }, { l: 'y' })).toEqual({ l: ['x', 'z'] });
    });

    it('reaches the members that array filters name', async () => {
      const options = { arrayFilters: [{ 'm.s': 'b' }] };
      expect(
        await updated(
          {
            l: [
              { s: 'a', n: 1 },
              { s: 'b', n: 2 },
            ],
          },
          { $set: { 'l.$[m].n': 9 } },
          { _id: 'a' },
          options,
        ),
      ).toEqual({
        l: [
          { s: 'a', n: 1 },
          { s: 'b', n: 9 },
        ],
      });
    });

    it('tells what was matched and what was changed', async () => {
      const c = collection();
      await c.insertMany([
        { _id: 1, g: 'x' },
        { _id: 2, g: 'x' },
        { _id: 3, g: 'y' },
      ]);
      expect(await c.updateMany({ g: 'x' }, { $set: { done: true } })).toMatchObject({
        matchedCount: 2,
        modifiedCount: 2,
        upsertedCount: 0,
        upsertedId: null,
      });
      expect(await c.updateMany({ g: 'x' }, { $set: { done: true } })).toMatchObject({ matchedCount: 2, modifiedCount: 0 });
      expect(await c.updateOne({ g: 'none' }, { $set: { done: true } })).toMatchObject({ matchedCount: 0, modifiedCount: 0 });
      expect(await c.countDocuments({ done: true })).toBe(2);
    });

    it('inserts what it did not find, with what the filter knew', async () => {
      const c = collection();
      const made = await c.updateOne(
        { _id: 'n', 'who.name': 'Ann', age: { $gt: 5 } },
        { $set: { a: 1 }, $setOnInsert: { b: 2 }, $inc: { c: 3 } },
        { upsert: true },
      );
      expect(made).toMatchObject({ matchedCount: 0, upsertedCount: 1, upsertedId: 'n' });
      expect(await c.findOne({ _id: 'n' })).toEqual({ _id: 'n', who: { name: 'Ann' }, a: 1, b: 2, c: 3 });
      expect(await c.updateOne({ _id: 'n' }, { $setOnInsert: { b: 5 }, $inc: { c: 1 } }, { upsert: true })).toMatchObject({
        matchedCount: 1,
        modifiedCount: 1,
        upsertedCount: 0,
      });
      expect(await c.findOne({ _id: 'n' })).toMatchObject({ b: 2, c: 4 });
    });

    it('finds and changes in one step', async () => {
      const c = collection();
      await c.insertMany([
        { _id: 1, g: 'x', n: 1 },
        { _id: 2, g: 'x', n: 2 },
      ]);
      expect(await c.findOneAndUpdate({ g: 'x' }, { $inc: { n: 10 } }, { sort: { n: -1 } })).toEqual({ _id: 2, g: 'x', n: 2 });
      expect(await c.findOneAndUpdate({ _id: 2 }, { $inc: { n: 1 } }, { returnDocument: 'after' })).toEqual({ _id: 2, g: 'x', n: 13 });
      expect(await c.findOneAndUpdate({ _id: 9 }, { $set: { n: 1 } })).toBeNull();
      expect(
        await c.findOneAndUpdate({ _id: 9 }, { $set: { n: 1 } }, { upsert: true, returnDocument: 'after', projection: { _id: 0 } }),
      ).toEqual({ n: 1 });
      expect(await c.findOneAndReplace({ _id: 9 }, { m: 1 }, { returnDocument: 'after' })).toEqual({ _id: 9, m: 1 });
      expect(await c.findOneAndDelete({ g: 'x' }, { sort: { n: 1 } })).toEqual({ _id: 1, g: 'x', n: 1 });
      expect(await c.findOneAndDelete({ _id: 1 })).toBeNull();
      expect(
        await c.findOneAndUpdate({ _id: 2 }, { $set: { n: 0 } }, { includeResultMetadata: true, returnDocument: 'after' }),
      ).toMatchObject({
        value: { _id: 2, n: 0 },
        lastErrorObject: { n: 1, updatedExisting: true },
        ok: 1,
      });
    });

    it.each<[string, Native, Native]>([
      ['adding to a text', { a: 'x' }, { $inc: { a: 1 } }],
      ['pushing onto a number', { a: 1 }, { $push: { a: 1 } }],
      ['a field below a number', { a: 1 }, { $set: { 'a.b': 1 } }],
      ['another id', {}, { $set: { _id: 'b' } }],
      ['one path twice', { a: 1 }, { $set: { a: 1 }, $inc: { a: 1 } }],
      ['no operator', {}, { a: 1 }],
      ['an unknown operator', {}, { $frobnicate: { a: 1 } }],
    ])('refuses %s', async (_name, doc, update) => {
      const c = collection();
      await c.insertOne({ _id: 'a', ...doc });
      await expect((async () => c.updateOne({ _id: 'a' }, update))()).rejects.toThrow();
      expect(await c.findOne({ _id: 'a' })).toEqual({ _id: 'a', ...doc });
    });
  });
}
