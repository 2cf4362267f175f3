import { Documents } from './documents';
import type { Projection } from './projection';

/** Facts read at once: few enough to be gone again before the collector looks at them a second time. */
const STRETCH = 1000;
/** When this many documents wait, the coldest are written; the warm wait on, so that most are written once. */
const WRITE_AT = 6000;
const WARM = 2000;

export type Filled = Readonly<{ position: number; memory: unknown }>;

export type BuildOptions = Readonly<{
  signal?: AbortSignal;
  /** Stop before facts beyond this position; the head when not given. */
  upTo?: number;
  /** Told after each stretch how far it has got. */
  report?: (position: number) => Promise<'go' | 'stop'>;
}>;

type FillOptions = BuildOptions &
  Readonly<{ /** The place, as of what is written; answers whether to go on. */ keep?: (place: Filled) => Promise<boolean> }>;

/** Fills an empty collection of a view from the log's start to its head, indexes last, when making them is cheapest. `null` when told to stop. */
export async function build(projection: Projection, collection: string, options: BuildOptions = {}): Promise<Filled | null> {
  const model = projection.model(collection);
  await model.createCollection();
  // Embedded documents learn what indexes and guards will look at; that is free now, and a look at every document later.
  await model.createIndexes();
  await model.collection.replaceOne({ _id: '', _pos: { $lt: 0 } } as never, { _pos: 0 });
  await model.collection.dropIndexes();
  const filled = await fill(projection, collection, { position: 0, memory: projection.view.memory?.initial ?? null }, options);
  if (filled !== null) await model.createIndexes();
  return filled;
}

/**
 * Brings a collection from one place in the log to a later one. Documents wait in memory until many can be written at
 * once, so one that gets several facts is mostly written once. Without `keep` nobody else may write the collection; with
 * it writes are guarded, and the place is handed over after each. `null` when told to stop.
 */
export async function fill(
  projection: Projection,
  collection: string,
  from: Filled,
  { signal, upTo, report, keep }: FillOptions = {},
): Promise<Filled | null> {
  const { view, means } = projection;
  const documents = new Documents(view, projection.native(collection), keep === undefined, from.memory);
  const skipped = new Set((await means.control.read(view.name)).skipped);
  let { position } = from;
  /** Alone, the log is read and folded on while the documents before are being written. */
  let writing = Promise.resolve();
  const writeAhead = async () => {
    await writing;
    writing = documents.write(WARM);
    // Whoever waits for it is told; until then nobody is.
    writing.catch(() => undefined);
  };
  const written = async () => {
    await writing;
    await documents.write();
    return (await keep?.({ position, memory: documents.memory })) ?? true;
  };
  try {
    for (;;) {
      const stretch = await means.store.readAll({ after: position, categories: view.categories, limit: STRETCH });
      const facts = stretch.facts.filter((fact) => fact.position <= (upTo ?? fact.position) && !skipped.has(fact.position));
      await documents.fold(facts.map((fact) => means.vocabulary.current(fact)));
      position = upTo === undefined ? stretch.position : Math.min(stretch.position, upTo);
      if (documents.waiting >= WRITE_AT) {
        if (keep === undefined) await writeAhead();
        else if (!(await written())) return null;
      }
      if (signal?.aborted || (await report?.(position)) === 'stop') return null;
      if (stretch.caughtUp || position === upTo) break;
      // Requests come first: a rebuild beside live traffic lets them in between two stretches.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return (await written()) ? { position, memory: documents.memory } : null;
  } finally {
    // Whatever the caller does next, a collection dropped perhaps, comes after it.
    await writing.catch(() => undefined);
  }
}
