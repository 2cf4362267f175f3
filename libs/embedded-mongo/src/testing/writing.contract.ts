import mongoose from 'mongoose';
import type { Harness, Native } from './harness';

const { Binary, Long, ObjectId } = mongoose.mongo;

export function writingContract({ collection }: Harness): void {
  describe('writing', () => {
    it('gives back every type as it was', async () => {
      const c = collection();
      const id = new ObjectId();
      const doc = {
        _id: id,
        at: new Date(1234567890123),
        before: new Date(-1),
        no: null,
        yes: true,
        n: 1.5,
        big: 2 ** 53 - 1,
        less: -0.1,
        text: 'Grüße, 世界 🚀 "quoted" \\ \u0000 end',
        tagged: '\x7f9 not a date',
        list: [1, 'a', [new Date(5)], { deep: id }],
        empty: {},
        none: [],
      };
      await c.insertOne(doc);
      expect(await c.findOne({ _id: id })).toEqual(doc);
      await c.insertOne({ _id: 'long', l: Long.fromString('9223372036854775807'), b: Buffer.from([1, 2, 255]), small: Long.fromNumber(7) });
      const back = await c.findOne({ _id: 'long' });
      expect(String(back.l)).toBe('9223372036854775807');
      expect(back.small).toBe(7);
      expect(back.b).toBeInstanceOf(Binary);
      expect([...back.b.value()]).toEqual([1, 2, 255]);
    });

    it('writes undefined as null', async () => {
      const c = collection();
      await c.insertOne({ _id: 'a', gone: undefined, in: { gone: undefined }, list: [undefined] });
      expect(await c.findOne({ _id: 'a' })).toEqual({ _id: 'a', gone: null, in: { gone: null }, list: [null] });
    });

    it('makes an id where there is none', async () => {
      const c = collection();
      const doc: Native = { a: 1 };
      const { insertedId } = await c.insertOne(doc);
      expect(insertedId).toBeInstanceOf(ObjectId);
      expect(doc._id).toEqual(insertedId);
      expect(await c.findOne({ _id: insertedId })).toEqual({ _id: insertedId, a: 1 });
    });

    it('takes ids of several types apart', async () => {
      const c = collection();
      const whole = { tenantId: 't', code: 'c' };
      await c.insertMany([{ _id: 1 }, { _id: '1' }, { _id: whole, a: 1 }]);
      expect(await c.countDocuments({})).toBe(3);
      expect((await c.findOne({ _id: 1 }))._id).toBe(1);
      expect((await c.findOne({ _id: whole })).a).toBe(1);
      expect((await c.findOne({ '_id.tenantId': 't' })).a).toBe(1);
      expect(await c.countDocuments({ _id: { $in: [1, '1'] } })).toBe(2);
    });

    it('refuses a second document of the same id', async () => {
      const c = collection();
      await c.insertOne({ _id: 'a' });
      await expect(c.insertOne({ _id: 'a' })).rejects.toMatchObject({
        name: 'MongoServerError',
        code: 11000,
        message: expect.stringContaining('_id_'),
      });
    });

    it('inserts in order up to the first refusal, or all but the refused', async () => {
      const c = collection();
      await c.insertOne({ _id: 'b' });
      await expect(c.insertMany([{ _id: 'a' }, { _id: 'b' }, { _id: 'c' }])).rejects.toMatchObject({ code: 11000 });
      expect(await c.countDocuments({})).toBe(2);
      const refused = await c.insertMany([{ _id: 'a' }, { _id: 'd' }, { _id: 'e' }], { ordered: false }).catch((e: Native) => e);
      expect(refused.writeErrors.map(({ index, code }: Native) => [index, code])).toEqual([[0, 11000]]);
      expect(await c.countDocuments({})).toBe(4);
    });

    it('replaces a whole document', async () => {
      const c = collection();
      await c.insertOne({ _id: 'a', x: 1, y: 2 });
      expect(await c.replaceOne({ _id: 'a' }, { y: 3 })).toMatchObject({ matchedCount: 1, modifiedCount: 1, upsertedCount: 0 });
      expect(await c.findOne({ _id: 'a' })).toEqual({ _id: 'a', y: 3 });
      expect(await c.replaceOne({ _id: 'a' }, { y: 3 })).toMatchObject({ matchedCount: 1, modifiedCount: 0 });
      expect(await c.replaceOne({ _id: 'b' }, { y: 3 })).toMatchObject({ matchedCount: 0, modifiedCount: 0, upsertedCount: 0 });
      expect(await c.replaceOne({ _id: 'b' }, { y: 4 }, { upsert: true })).toMatchObject({ upsertedCount: 1, upsertedId: 'b' });
      expect(await c.findOne({ _id: 'b' })).toEqual({ _id: 'b', y: 4 });
      expect(await c.replaceOne({ y: 4 }, { y: 5 })).toMatchObject({ matchedCount: 1, modifiedCount: 1 });
      expect(await c.findOne({ _id: 'b' })).toEqual({ _id: 'b', y: 5 });
    });

    it('writes behind a guard: newer in, older refused', async () => {
      const c = collection();
      const put = (_pos: string) => c.replaceOne({ _id: 'a', _pos: { $lt: _pos } }, { _pos, v: _pos }, { upsert: true });
      expect(await put('05')).toMatchObject({ upsertedCount: 1 });
      expect(await put('07')).toMatchObject({ matchedCount: 1, modifiedCount: 1 });
      await expect(put('07')).rejects.toMatchObject({ code: 11000, message: expect.stringContaining('_id_') });
      await expect(put('06')).rejects.toMatchObject({ code: 11000 });
      expect(await c.findOne({ _id: 'a' })).toEqual({ _id: 'a', _pos: '07', v: '07' });
      expect(await c.replaceOne({ _id: 'a', _pos: '06' }, { v: 'never' })).toMatchObject({ matchedCount: 0 });
    });

    it('deletes one, many, all', async () => {
      const c = collection();
      await c.insertMany([1, 2, 3, 4, 5].map((n) => ({ _id: n, odd: n % 2 === 1 })));
      expect(await c.deleteOne({ _id: 2 })).toMatchObject({ deletedCount: 1 });
      expect(await c.deleteOne({ _id: 2 })).toMatchObject({ deletedCount: 0 });
      expect(await c.deleteMany({ odd: true })).toMatchObject({ deletedCount: 3 });
      expect(await c.deleteMany({})).toMatchObject({ deletedCount: 1 });
      expect(await c.countDocuments({})).toBe(0);
    });

    it('keeps values unique, together, in every way of writing', async () => {
      const c = collection();
      await c.createIndex({ tenantId: 1, code: 1 }, { unique: true });
      await c.insertMany([
        { _id: 'a', tenantId: 't', code: 'x' },
        { _id: 'b', tenantId: 'u', code: 'x' },
      ]);
      const taken = { code: 11000, message: expect.stringContaining('tenantId_1_code_1') };
      await expect(c.insertOne({ _id: 'c', tenantId: 't', code: 'x' })).rejects.toMatchObject(taken);
      await expect(c.replaceOne({ _id: 'c' }, { tenantId: 't', code: 'x' }, { upsert: true })).rejects.toMatchObject(taken);
      await expect(c.updateOne({ _id: 'b' }, { $set: { tenantId: 't' } })).rejects.toMatchObject(taken);
      await c.replaceOne({ _id: 'a' }, { tenantId: 't', code: 'x', more: 1 });
      expect(await c.countDocuments({})).toBe(2);
    });

    it('lets one document lack a unique value, and any number if the index is sparse', async () => {
      const c = collection();
      await c.createIndex({ code: 1 }, { unique: true });
      await c.insertOne({ _id: 'a' });
      await expect(c.insertOne({ _id: 'b' })).rejects.toMatchObject({ code: 11000 });
      await expect(c.insertOne({ _id: 'b', code: null })).rejects.toMatchObject({ code: 11000 });
      const d = collection();
      await d.createIndex({ code: 1 }, { unique: true, sparse: true });
      await d.insertMany([{ _id: 'a' }, { _id: 'b' }, { _id: 'c', code: 'x' }]);
      await expect(d.insertOne({ _id: 'd', code: 'x' })).rejects.toMatchObject({ code: 11000 });
      expect(await d.countDocuments({})).toBe(3);
    });
  });
}
