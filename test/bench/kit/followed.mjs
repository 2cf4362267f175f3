// A store and the order view that follows it live, in this process.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { built } from './bench.mjs';
import { compared, isWhole, must, told } from './checks.mjs';
import { documentsOf, foldFacts, orderList } from './order-log.mjs';

const { EmbeddedEventStore } = built('libs/event-sourcing/src/stores/embedded');
const { openEmbedded } = built('libs/embedded-mongo/src');
const kernel = built('libs/event-sourcing/src');

/** A store and the order view that follows it. */
export const opened = async (folder) => {
  mkdirSync(folder);
  const store = EmbeddedEventStore.open(join(folder, 'events.db'));
  const documents = await openEmbedded(join(folder, 'documents.db'));
  const vocabulary = new kernel.Vocabulary();
  const views = new kernel.Views(store, vocabulary, new kernel.Streams(store, vocabulary, new kernel.NoSnapshots()), documents);
  views.add(orderList);
  const projection = views.projection(orderList.name);
  const stop = new AbortController();
  const work = projection.work({ signal: stop.signal });
  must(await views.reached([orderList.name], 0, 10_000), 'the view did not begin');
  return {
    store,
    views,
    projection,
    append: ({ order, revision, fact }) => store.append(`order-${order}`, revision === 0 ? 'none' : revision - 1, [fact]),
    check: async (rounds) => {
      const beside = await compared(foldFacts(rounds), documentsOf(views.model(orderList)));
      must(isWhole(beside), `our view: ${told(beside)}`);
    },
    close: async () => {
      stop.abort();
      await work;
      await documents.close();
      await store.close();
    },
  };
};
