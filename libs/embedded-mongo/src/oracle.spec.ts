import fc from 'fast-check';
import { Query } from 'mingo';
import type { Connection } from 'mongoose';
import mongoose from 'mongoose';
import { byOrder, compareValues, type Sort } from './compare';
import { testOf } from './engine';
import { openEmbedded } from './index';
import type { Doc } from './values';

const { ObjectId } = mongoose.mongo;

/**
 * Whatever SQL answers, the query engine alone must answer too: random documents, filters and sorts, on paths that have an index,
 * on paths that have none, on paths whose values are of one kind and on paths where everything occurs.
 */
const number = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(0.1, 0.1 + 0.2, 1e21, -2.5, 9007199254740991));
const text = fc.constantFrom('', 'a', 'b', 'B', 'ab', 'é', '10', '9', '\u{1F600}', '\uffee', 'a\u0000b', '\x7f9', "o'k");
const date = fc.integer({ min: -2, max: 2 }).map((n) => new Date(n * 1000));
const id = fc.constantFrom('000000000000000000000001', 'ffffffffffffffffffffffff').map((hex) => ObjectId.createFromHexString(hex));
const anything = fc.oneof(number, text, date, id, fc.boolean(), fc.constant(null));
const missing = { nil: undefined, freq: 4 };

const document = fc.record(
  {
    n: fc.option(number, missing),
    s: fc.option(text, missing),
    d: fc.option(date, missing),
    f: fc.option(fc.boolean(), missing),
    o: fc.option(fc.record({ k: fc.oneof(text, fc.constant(null)) }), missing),
    mixed: fc.option(anything, missing),
    list: fc.option(fc.oneof(fc.array(number, { maxLength: 3 }), number), missing),
    plain: fc.option(number, missing),
  },
  { requiredKeys: [] },
);

const valuesAt: Record<string, fc.Arbitrary<unknown>> = {
  _id: fc.integer({ min: 0, max: 12 }),
  n: number,
  s: text,
  d: date,
  f: fc.boolean(),
  'o.k': text,
  mixed: anything,
  list: number,
  plain: number,
};
const paths = Object.keys(valuesAt);

const leaf: fc.Arbitrary<Doc> = fc.constantFrom(...paths).chain((path) => {
  const value = fc.oneof({ weight: 5, arbitrary: valuesAt[path]! }, { weight: 1, arbitrary: anything });
  const operators = fc.oneof(
    fc
      .record({ operator: fc.constantFrom('$eq', '$ne', '$gt', '$gte', '$lt', '$lte'), value })
      .map(({ operator, value: v }) => ({ [operator]: v })),
    fc
      .record({ operator: fc.constantFrom('$in', '$nin'), value: fc.array(value, { maxLength: 3 }) })
      .map(({ operator, value: v }) => ({ [operator]: v })),
    fc.record({ $gte: value, $lt: value }),
    fc.record({ $exists: fc.boolean() }),
    value.map((v) => ({ $not: { $gt: v } })),
  );
  return fc.oneof(value, operators).map((condition) => ({ [path]: condition }));
});
const filter: fc.Arbitrary<Doc> = fc.letrec<{ any: Doc }>((tie) => ({
  any: fc.oneof(
    { weight: 5, arbitrary: leaf },
    { weight: 2, arbitrary: fc.array(tie('any'), { minLength: 1, maxLength: 3 }).map((parts) => ({ $or: parts })) },
    { weight: 2, arbitrary: fc.array(tie('any'), { minLength: 1, maxLength: 3 }).map((parts) => ({ $and: parts })) },
    { weight: 1, arbitrary: fc.tuple(leaf, leaf).map(([a, b]) => ({ ...a, ...b })) },
  ),
})).any;
const sort = fc
  .uniqueArray(fc.constantFrom(...paths.filter((path) => path !== '_id')), { maxLength: 2 })
  .chain((chosen) =>
    fc.tuple(...chosen.map(() => fc.constantFrom<1 | -1>(1, -1))).map((ways) => chosen.map((path, i) => [path, ways[i]!] as const)),
  );

/** CAUSEWAY_FUZZ=5000 for a long look. */
const RUNS = Number(process.env['CAUSEWAY_FUZZ'] ?? 100);

const withoutMissing = (doc: Doc): Doc => Object.fromEntries(Object.entries(doc).filter(([, value]) => value !== undefined));

describe('what SQL answers', () => {
  let connection: Connection;
  beforeAll(async () => {
    connection = await openEmbedded(':memory:');
  });
  afterAll(() => connection.close());

  const filled = async (given: readonly Doc[], indexes: readonly Doc[]) => {
    // biome-ignore lint/suspicious/noExplicitAny: native operations take documents of any shape
    const collection = connection.collection('random') as any;
    await connection.db!.dropCollection('random');
    for (const index of indexes) await collection.createIndex(index);
    const docs: Doc[] = given.map((doc, _id) => ({ _id, ...withoutMissing(doc) }));
    if (docs.length) await collection.insertMany(docs);
    return { collection, docs };
  };
  const INDEXES = [{ n: 1, _id: 1 }, { s: -1 }, { d: 1 }, { f: 1 }, { 'o.k': 1 }, { mixed: 1 }, { list: 1 }, { s: 1, n: -1, d: 1 }];

  it('is what the query engine answers', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(document, { maxLength: 12 }),
        fc.array(filter, { minLength: 1, maxLength: 6 }),
        sort,
        async (given, filters, order) => {
          const { collection, docs } = await filled(given, INDEXES);
          for (const asked of filters) {
            const whole: Sort = [...order, ['_id', 1]];
            const expected = docs.filter(testOf(asked)).sort(byOrder(whole));
            const found = await collection.find(asked, { sort: Object.fromEntries(whole) }).toArray();
            expect(found).toEqual(expected);
            expect(await collection.countDocuments(asked)).toBe(expected.length);
            expect(await collection.find(asked, { sort: Object.fromEntries(whole), skip: 1, limit: 3 }).toArray()).toEqual(
              expected.slice(1, 4),
            );
          }
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('pages through all documents, each once, whatever the order', async () => {
    const key = fc.constantFrom(...(['n', 's', 'd'] as const));
    await fc.assert(
      fc.asyncProperty(
        fc.array(document, { maxLength: 20 }),
        key,
        fc.constantFrom<1 | -1>(1, -1),
        fc.constantFrom<1 | -1>(1, -1),
        async (given, path, way, idWay) => {
          const { collection, docs } = await filled(
            given.filter((doc) => doc[path] !== undefined),
            [{ [path]: way, _id: idWay }],
          );
          const next = (direction: number) => (direction === 1 ? '$gt' : '$lt');
          const order = { [path]: way, _id: idWay };
          const seen: Doc[] = [];
          for (let after = {}; ; ) {
            const page: Doc[] = await collection.find(after, { sort: order, limit: 3 }).toArray();
            seen.push(...page);
            const last = page.at(-1);
            if (!last) break;
            after = { $or: [{ [path]: { [next(way)]: last[path] } }, { [path]: last[path], _id: { [next(idWay)]: last['_id'] } }] };
          }
          expect(seen).toEqual(
            [...docs].sort(
              byOrder([
                [path, way],
                ['_id', idWay],
              ]),
            ),
          );
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('is what mingo alone finds, save for null and for texts beyond its order', () => {
    fc.assert(
      fc.property(document, filter, (doc, asked) => {
        const words = JSON.stringify([doc, asked]);
        fc.pre(!/[\u{1F600}\uffee]/u.test(words) && !/[gl]te?":null/.test(words));
        const given = { _id: 1, ...withoutMissing(doc) };
        expect(testOf(asked)(given)).toBe(new Query(asked as never).test(given));
      }),
      { numRuns: RUNS * 5 },
    );
  });

  it('orders any two values one way only', () => {
    fc.assert(
      fc.property(anything, anything, anything, (a, b, c) => {
        expect(Math.sign(compareValues(a, b)) + Math.sign(compareValues(b, a))).toBe(0);
        if (compareValues(a, b) <= 0 && compareValues(b, c) <= 0) expect(compareValues(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });
});
