// Rebuild of an order view: 4 events an order, interleaved over 1,000 open orders; beside it reading and parsing the log.
// node test/bench/rebuild.mjs [orders]   (after `npm run build`)
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
require('reflect-metadata');
const dist = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../../dist/libs');
const { EmbeddedEventStore } = require(`${dist}/event-sourcing/src/stores/embedded`);
const { openEmbedded } = require(`${dist}/embedded-mongo/src`);
const kernel = require(`${dist}/event-sourcing/src`);
const { businessBench } = await import('./order-log.mjs');

const orders = Number(process.argv[2] ?? 50_000);
const folder = mkdtempSync(join(tmpdir(), 'bench-rebuild-'));
const store = EmbeddedEventStore.open(join(folder, 'events.db'));
const documents = await openEmbedded(join(folder, 'documents.db'));
const vocabulary = new kernel.Vocabulary();
const streams = new kernel.Streams(store, vocabulary, new kernel.NoSnapshots());
const views = new kernel.Views(store, vocabulary, streams, documents);
const { view } = businessBench(require);
views.add(view);
const t = performance.now();
const events = await businessBench(require).write(store, orders);
console.log(`wrote ${events} events in ${Math.round(performance.now() - t)} ms`);

const seconds = async (work) => {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1000;
};
const read = await seconds(async () => {
  for (let after = 0; ; ) {
    const stretch = await store.readAll({ after, categories: ['order'], limit: 5000 });
    after = stretch.position;
    if (stretch.caughtUp) break;
  }
});
const rebuilt = await seconds(() => kernel.rebuild(views.projection(view.name), async () => 'go'));
const count = await views.model(view).estimatedDocumentCount();
console.log(
  JSON.stringify({
    events,
    documents: count,
    readPerSecond: Math.round(events / read),
    rebuildPerSecond: Math.round(events / rebuilt),
    ratio: +(read / rebuilt).toFixed(3),
    rssMb: process.memoryUsage().rss >> 20,
  }),
);
await documents.close();
await store.close();
rmSync(folder, { recursive: true, force: true });
