// node libs/embedded-mongo/bench/figures.mjs [folder]: the figures of the README, measured on a file in the folder (a temporary one if none is named).
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
require('../../../tools/typescript.cjs');
const { openEmbedded } = require('../src/index.ts');
const folder = process.argv[2] ?? mkdtempSync(join(tmpdir(), 'figures-'));
const BATCH = 2500;
const DOCS = 100_000;

const id = (i) => `01890a5d-ac96-774b-bcce-${String(i).padStart(12, '0')}`;
const doc = (i, pos) => ({
  _id: id(i),
  _pos: String(pos).padStart(16, '0'),
  tenantId: `tenant-${i % 50}`,
  status: ['open', 'done', 'fail'][i % 3],
  createdOn: new Date(1.7e12 + i * 1000).toISOString(),
  customer: { id: `c${i % 997}`, name: `Some customer name ${i}`, country: 'DE' },
  lines: [
    { sku: 'AAA', qty: 1, price: '10.00' },
    { sku: 'BBB', qty: 3, price: '12.00' },
  ],
  notes: 'x'.repeat(120),
  active: true,
});
const INDEXES = [{ tenantId: 1, createdOn: -1, _id: -1 }, { tenantId: 1, status: 1, createdOn: -1, _id: -1 }, { 'customer.id': 1 }];

const timed = async (name, count, unit, work) => {
  const [since, used] = [performance.now(), process.cpuUsage()];
  await work();
  const seconds = (performance.now() - since) / 1000;
  const { user, system } = process.cpuUsage(used);
  const per = (time) =>
    Math.round(count / time)
      .toLocaleString('en')
      .padStart(9);
  // The second figure is what a machine with nothing else to do would come near to.
  console.log(`${name.padEnd(54)} ${per(seconds)} ${unit}/s, ${per((user + system) / 1e6)} per second of processor`);
};
const write = async (collection, docs, operation) => {
  for (let at = 0; at < docs.length; at += BATCH) await collection.bulkWrite(docs.slice(at, at + BATCH).map(operation), { ordered: false });
};
const plain = (replacement) => ({ replaceOne: { filter: { _id: replacement._id }, replacement, upsert: true } });
const guarded = (replacement) => ({
  replaceOne: { filter: { _id: replacement._id, _pos: { $lt: replacement._pos } }, replacement, upsert: true },
});

const connection = await openEmbedded(join(folder, 'figures.db'));
const first = Array.from({ length: DOCS }, (_, i) => doc(i, 1));
const second = Array.from({ length: DOCS }, (_, i) => doc(i, 2));
console.log(`documents of ${JSON.stringify(first[0]).length} bytes, batches of ${BATCH}`);
for (const indexes of [[], INDEXES]) {
  for (const [kind, operation] of [
    ['plain', plain],
    ['guarded', guarded],
  ]) {
    const collection = connection.collection(`${kind}${indexes.length}`);
    for (const index of indexes) await collection.createIndex(index);
    await timed(`${kind} replaceOne, upsert, ${indexes.length} indexes: all new`, DOCS, 'docs', () => write(collection, first, operation));
    await timed(`${kind} replaceOne, upsert, ${indexes.length} indexes: all there`, DOCS, 'docs', () =>
      write(collection, second, operation),
    );
  }
}
const orders = connection.collection('guarded3');
const ids = Array.from({ length: 1000 }, (_, i) => id((i * 97) % DOCS));
await timed('find by 1,000 ids', 50_000, 'docs', async () => {
  for (let i = 0; i < 50; i++) await orders.find({ _id: { $in: ids } }).toArray();
});
await timed('findOne by id', 20_000, 'docs', async () => {
  for (let i = 0; i < 20_000; i++) await orders.findOne({ _id: id((i * 7919) % DOCS) });
});
const page = {
  tenantId: 'tenant-7',
  $or: [{ createdOn: { $lt: first[50_007].createdOn } }, { createdOn: first[50_007].createdOn, _id: { $lt: id(50_007) } }],
};
await timed('page of 100 from the middle, by keyset', 500, 'pages', async () => {
  for (let i = 0; i < 500; i++) await orders.find(page, { sort: { createdOn: -1, _id: -1 }, limit: 100 }).toArray();
});
await timed('updateOne $inc by id, in bulk', 50_000, 'docs', () =>
  write(orders, first.slice(0, 50_000), ({ _id }) => ({ updateOne: { filter: { _id }, update: { $inc: { seen: 1 } } } })),
);
await timed('cursor over all', DOCS, 'docs', async () => {
  for await (const _ of orders.find({}));
});
const since = performance.now();
await connection.close();
console.log(
  `close: ${Math.round(performance.now() - since)} ms; at most ${Math.round(process.resourceUsage().maxRSS / 1024)} MB of memory, most of it the documents made here`,
);
if (!process.argv[2]) rmSync(folder, { recursive: true });
