import { build, fill } from './build';
import type { Projection } from './projection';

/** Told how far the work has got: events looked at, of how many positions; answers whether to go on. */
export type Report = (done: number, total: number) => Promise<'go' | 'stop'>;

const SAY_EVERY_MS = 1000;

/**
 * Blue/green: a new collection is filled from the log beside the one that serves; when it has caught up, the live loop
 * stands still for a moment, the rest is filled in, and the new one serves. Readers see the old one or the new one, never
 * half of either. The old one is kept for a day. False when it was told to stop.
 */
export async function rebuild(projection: Projection, report: Report): Promise<boolean> {
  const { view, means } = projection;
  const before = await means.records.load(view.name);
  const generation = (before?.generation ?? 0) + 1;
  const collection = await projection.fresh(generation);
  projection.rebuildsHere = true;
  let said = 0;
  let saying: Promise<unknown> = Promise.resolve();
  /** Waited for only the first time: afterwards the documents are busy with the rebuild itself. */
  const say = async () => {
    if (Date.now() - said < SAY_EVERY_MS) return;
    const isFirst = said === 0;
    said = Date.now();
    const on = new Date(said).toISOString();
    saying = saying.then(() => means.records.rebuilding(view.name, on)).catch(() => undefined);
    if (isFirst) await saying;
  };
  try {
    const total = await means.store.head();
    const told = async (position: number) => {
      await say();
      return report(Math.min(position, total), total);
    };
    const built = await build(projection, collection, { report: told });
    const nearly = built && (await fill(projection, collection, built));
    await saying;
    if (nearly === null) {
      await projection.drop(collection);
      await means.records.rebuilding(view.name, null);
      return false;
    }
    await projection.between(async () => {
      const whole = (await fill(projection, collection, nearly))!;
      const current = await means.records.load(view.name);
      const retired = current ? [...current.retired, { collection: current.collection, on: new Date().toISOString() }] : [];
      await means.records.save({
        _id: view.name,
        version: view.version,
        collection,
        generation,
        retired,
        state: 'running',
        error: null,
        ...whole,
      });
      await projection.refresh();
    });
    return true;
  } finally {
    projection.rebuildsHere = false;
  }
}
