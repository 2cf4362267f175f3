import type { Connection } from 'mongoose';
import { NotSupportedEmbedded, openEmbedded } from './index';

// biome-ignore lint/suspicious/noExplicitAny: native operations take documents of any shape
type Native = any;

describe('what is not supported is refused by its name', () => {
  let connection: Connection;
  let c: Native;
  beforeAll(async () => {
    connection = await openEmbedded(':memory:');
    c = connection.collection('c');
    await c.insertOne({ _id: 1, a: 1, l: [1] });
  });
  afterAll(() => connection.close());

  const asked: [string, () => unknown][] = [
    ['$where', () => c.find({ $where: 'true' }).toArray()],
    ['$text', () => c.findOne({ $text: { $search: 'x' } })],
    ['$near', () => c.findOne({ a: { $near: [1, 2] } })],
    ['$type', () => c.findOne({ a: { $type: 'string' } })],
    ['$jsonSchema', () => c.findOne({ $jsonSchema: {} })],
    ['$bitsAllSet', () => c.findOne({ $or: [{ a: { $bitsAllSet: 1 } }] })],
    ['$near', () => c.findOne({ a: { $not: { $near: 1 } } })],
    ['$where', () => c.findOne({ l: { $elemMatch: { $where: 'true' } } })],
    ['$function', () => c.findOne({ $expr: { $function: { body: '', args: [], lang: 'js' } } })],
    ['$out', () => c.aggregate([{ $out: 'x' }]).toArray()],
    ['$merge', () => c.aggregate([{ $match: {} }, { $merge: 'x' }]).toArray()],
    ['$accumulator', () => c.aggregate([{ $group: { _id: null, n: { $accumulator: {} } } }]).toArray()],
    ['$where', () => c.aggregate([{ $facet: { x: [{ $match: { $where: 'true' } }] } }]).toArray()],
    ['pipeline', () => c.updateOne({ _id: 1 }, [{ $set: { a: 2 } }])],
    ['$bit', () => c.updateOne({ _id: 1 }, { $bit: { a: { and: 1 } } })],
    ['$frob', () => c.updateOne({ _id: 1 }, { $push: { l: { $each: [1], $frob: 1 } } })],
    ['collation', () => c.find({}, { collation: { locale: 'en' } })],
    ['explain', () => c.find({}, { explain: true })],
    ['returnKey', () => c.findOne({}, { returnKey: true })],
    ['sessions', () => c.insertOne({ _id: 2 }, { session: {} })],
    ['sessions', () => connection.startSession()],
    ['partialFilterExpression', () => c.createIndex({ a: 1 }, { partialFilterExpression: { a: 1 } })],
    ['expireAfterSeconds', () => c.createIndex({ a: 1 }, { expireAfterSeconds: 5 })],
    ['collation', () => c.createIndex({ a: 1 }, { collation: { locale: 'en' } })],
    ['"text"', () => c.createIndex({ a: 'text' })],
    ['"2dsphere"', () => c.createIndex({ a: '2dsphere' })],
    ['"a.0"', () => c.createIndex({ 'a.0': 1 })],
    ['watch', () => c.watch()],
    ['initializeOrderedBulkOp', () => c.initializeOrderedBulkOp()],
    ['renameMany', () => c.bulkWrite([{ renameMany: {} }])],
    ['collation', () => c.bulkWrite([{ updateOne: { filter: {}, update: { $set: { a: 1 } }, collation: { locale: 'en' } } }])],
    ['l.\\$', () => c.findOne({ l: 1 }, { projection: { 'l.$': 1 } })],
    ['serverStatus', () => connection.db!.command({ serverStatus: 1 })],
    ['capped', () => connection.createCollection('x', { capped: true, size: 5 })],
    ['NaN', () => c.insertOne({ a: Number.NaN })],
    ['Decimal128', () => c.insertOne({ a: { _bsontype: 'Decimal128', __proto__: { constructor: Object } } })],
    ['an array', () => c.insertOne({ _id: [1] })],
    ['years', () => c.insertOne({ a: new Date(8e15) })],
  ];
  it.each(asked)('%s', async (name, ask) => {
    const error = await (async () => ask())().catch((caught: Error) => caught);
    expect(error).toBeInstanceOf(NotSupportedEmbedded);
    expect((error as Error).message).toMatch(new RegExp(name.replace(/^\$/, '\\$')));
    expect(await c.find({}).toArray()).toEqual([{ _id: 1, a: 1, l: [1] }]);
  });

  it('an array under a unique index, and the write is undone', async () => {
    const unique: Native = connection.collection('unique');
    await unique.createIndex({ code: 1 }, { unique: true });
    await expect(unique.insertOne({ _id: 1, code: ['a'] })).rejects.toThrow(/unique index "code_1"/);
    expect(await unique.countDocuments({})).toBe(0);
    await unique.insertOne({ _id: 1, code: 'a' });
    await expect(unique.insertOne({ _id: 2, code: 'a' })).rejects.toMatchObject({ code: 11000 });
  });
});
