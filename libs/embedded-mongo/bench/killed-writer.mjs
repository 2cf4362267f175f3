// node killed-writer.mjs FILE: writes batches until it is killed, and says which were answered. For the crash test.
import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
require('../../../tools/typescript.cjs');
const { openEmbedded } = require('../src/index.ts');
const connection = await openEmbedded(process.argv[2]);
const collection = connection.collection('docs');
await collection.createIndexes([
  { key: { tenantId: 1, n: -1, _id: -1 } },
  { key: { code: 1 }, unique: true },
  { key: { dueAt: 1 }, sparse: true },
]);
for (
  let round = (await collection.countDocuments({ _id: 'place' })) ? (await collection.findOne({ _id: 'place' })).round + 1 : 1;
  ;
  round++
) {
  const docs = Array.from({ length: 300 }, (_, i) => ({
    replaceOne: {
      filter: { _id: `d${(round * 100 + i) % 5000}` },
      replacement: {
        round,
        tenantId: `t${(round + i) % 7}`,
        n: i,
        code: `c${(round * 100 + i) % 5000}`,
        pad: 'x'.repeat(400),
        ...(i % 5 ? {} : { dueAt: new Date(round) }),
      },
      upsert: true,
    },
  }));
  docs.push({ replaceOne: { filter: { _id: 'place' }, replacement: { round, code: 'place' }, upsert: true } });
  await collection.bulkWrite(docs);
  writeSync(1, `${round}\n`);
  // Lets a signal in between two batches as well as within one.
  await new Promise(setImmediate);
}
