// One rebuild of the order list in a process of its own, so that its memory is its own: argv folder, documents' file, fingerprints' file.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { built } from './bench.mjs';
import { compared } from './checks.mjs';
import { documentsOf, orderList } from './order-log.mjs';

const { EmbeddedEventStore } = built('libs/event-sourcing/src/stores/embedded');
const { openEmbedded } = built('libs/embedded-mongo/src');
const kernel = built('libs/event-sourcing/src');

const [folder, documentsFile, expectedFile] = process.argv.slice(2);
const store = EmbeddedEventStore.open(join(folder, 'events.db'));
const documents = await openEmbedded(documentsFile);
const vocabulary = new kernel.Vocabulary();
const views = new kernel.Views(store, vocabulary, new kernel.Streams(store, vocabulary, new kernel.NoSnapshots()), documents);
views.add(orderList);

const seconds = async (work) => {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1000;
};
/** Reading and parsing, nothing else; how many events there were. */
const readAll = async () => {
  let events = 0;
  for (let after = 0; ; ) {
    const stretch = await store.readAll({ after, categories: ['order'], limit: 5000 });
    events += stretch.facts.length;
    after = stretch.position;
    if (stretch.caughtUp) return events;
  }
};
let events = 0;
const readBefore = await seconds(async () => {
  events = await readAll();
});
const resident = () => process.memoryUsage().rss / 2 ** 20;
const before = resident();
/** [share done, MiB], asked at each stretch. */
const seen = [];
const rebuilt = await seconds(() =>
  kernel.rebuild(views.projection(orderList.name), async (done, total) => {
    seen.push([done / total, resident()]);
    return 'go';
  }),
);
const most = (from, to) => Math.max(before, ...seen.filter(([share]) => share > from && share <= to).map(([, mb]) => mb));
const memory = { before, firstHalf: most(0, 0.5), secondHalf: most(0.5, 1), end: resident() };
// The machine's pace moves within half a minute, so the limit is taken on both sides of the rebuild.
const read = (readBefore + (await seconds(readAll))) / 2;
const beside = await compared(new Map(JSON.parse(readFileSync(expectedFile, 'utf8'))), documentsOf(views.model(orderList)));
await documents.close();
await store.close();
process.send({ events, readPerSecond: events / read, rebuildPerSecond: events / rebuilt, ratio: read / rebuilt, memory, beside }, () =>
  process.exit(),
);
