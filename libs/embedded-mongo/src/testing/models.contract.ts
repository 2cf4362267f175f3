import mongoose from 'mongoose';
import type { Harness, Native } from './harness';

const { Schema } = mongoose;

function orderSchema() {
  const schema = new Schema(
    {
      _id: String,
      tenantId: { type: String, required: true },
      number: { type: String, unique: true },
      status: { type: String, default: 'open' },
      createdOn: Date,
      tags: [String],
      lines: [new Schema({ sku: String, qty: Number }, { _id: false })],
      meta: { type: Map, of: String },
    },
    { versionKey: false },
  );
  schema.index({ tenantId: 1, createdOn: -1, _id: -1 });
  return schema;
}

export function modelsContract({ connection, name }: Harness): void {
  const model = async () => {
    const called = name();
    const made = connection().model(called, orderSchema(), called);
    await made.init();
    return made;
  };
  const order = (_id: string, more: object = {}) => ({ _id, number: _id, tenantId: 't', createdOn: new Date(5), ...more });

  describe('mongoose models', () => {
    it('make the indexes of their schema, and bring them up to date', async () => {
      const orders = await model();
      expect((await orders.listIndexes()).map((index) => index.name).sort()).toEqual([
        '_id_',
        'number_1',
        'tenantId_1_createdOn_-1__id_-1',
      ]);
      await orders.collection.createIndex({ stray: 1 });
      expect(await orders.syncIndexes()).toEqual(['stray_1']);
      expect(await orders.diffIndexes()).toEqual({ toDrop: [], toCreate: [] });
    });

    it('create, read, change and save documents', async () => {
      const orders = await model();
      await orders.create(order('a', { tags: ['x'], lines: [{ sku: 's', qty: 1 }], meta: { k: 'v' } }));
      const found = (await orders.findById('a'))!;
      expect(found.status).toBe('open');
      expect(found.meta!.get('k')).toBe('v');
      found.lines.push({ sku: 't', qty: 2 });
      found.tags.push('y');
      found.status = 'done';
      await found.save();
      const lean: Native = await orders.findOne({ tenantId: 't' }).lean();
      expect(lean).toEqual({
        ...order('a'),
        status: 'done',
        tags: ['x', 'y'],
        lines: [
          { sku: 's', qty: 1 },
          { sku: 't', qty: 2 },
        ],
        meta: { k: 'v' },
      });
    });

    it('cast filters and updates', async () => {
      const orders = await model();
      await orders.create(order('a'), order('b', { createdOn: new Date(9) }));
      expect(
        await orders
          .find({ createdOn: { $gt: '1970-01-01T00:00:00.006Z' } })
          .select('number')
          .lean(),
      ).toEqual([{ _id: 'b', number: 'b' }]);
      expect(await orders.updateMany({ tenantId: 't' }, { status: 'done' })).toMatchObject({ modifiedCount: 2 });
      expect(await orders.findOneAndUpdate({ _id: 'a' }, { $push: { tags: 'z' } }, { returnDocument: 'after' }).lean()).toMatchObject({
        tags: ['z'],
        status: 'done',
      });
      expect(await orders.exists({ _id: 'b' })).toEqual({ _id: 'b' });
      expect(await orders.countDocuments({ status: 'done' }).limit(1)).toBe(1);
    });

    it('report duplicates', async () => {
      const orders = await model();
      await orders.create(order('a'));
      await expect(orders.create(order('b', { number: 'a' }))).rejects.toMatchObject({
        code: 11000,
        message: expect.stringContaining('number_1'),
      });
    });

    it('insert many, write in bulk, delete', async () => {
      const orders = await model();
      expect(await orders.insertMany([order('a'), order('b')])).toHaveLength(2);
      await orders.bulkWrite([
        { updateOne: { filter: { _id: 'a' }, update: { $set: { status: 'gone' } } } },
        { deleteOne: { filter: { _id: 'b' } } },
      ]);
      expect((await orders.find().lean()).map(({ status }) => status)).toEqual(['gone']);
      expect(await orders.deleteMany({})).toMatchObject({ deletedCount: 1 });
    });

    it('stream', async () => {
      const orders = await model();
      await orders.insertMany([order('a'), order('b'), order('c')]);
      const seen: unknown[] = [];
      for await (const doc of orders.find().sort({ _id: -1 }).lean().cursor()) seen.push(doc._id);
      expect(seen).toEqual(['c', 'b', 'a']);
      expect(await orders.aggregate([{ $group: { _id: '$tenantId', n: { $sum: 1 } } }])).toEqual([{ _id: 't', n: 3 }]);
    });
  });
}
