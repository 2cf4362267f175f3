import { isDeepStrictEqual } from 'node:util';
import type { Kept } from '../view';
import { build, type Filled, fill } from './build';
import type { Projection } from './projection';
import type { Report } from './rebuild';

/** One document that is not what the log says. `live` or `folded` is null when there is none. */
export type Difference = Readonly<{ id: string; live: unknown; folded: unknown }>;
export type Verdict = Readonly<{ documents: number; differences: readonly Difference[] }>;

const MOST_SHOWN = 1000;

/**
 * Folds the log again into a collection of its own and compares it with the one that serves, document by document, in the
 * order of their ids, never more than a page of either in memory. What differs at first may only be newer on one side, so
 * those few are looked at again while the live loop stands still and both are at the same place. `null` when told to stop.
 */
export async function verify(projection: Projection, report: Report): Promise<Verdict | null> {
  const { means, view } = projection;
  const record = await means.records.load(view.name);
  if (record === null) throw new Error(`${view.name} has not been built yet.`);
  const shadow = await projection.fresh(record.generation, '_verify');
  try {
    const total = record.position;
    const built = await build(projection, shadow, { upTo: total, report: (position) => report(position, total) });
    if (built === null) return null;
    const { documents, suspects } = await compare(projection, record.collection, shadow);
    if (suspects.length === 0) return { documents, differences: [] };
    return { documents, differences: await projection.between(() => lookAgain(projection, shadow, built, suspects)) };
  } finally {
    await projection.drop(shadow);
  }
}

async function compare(projection: Projection, live: string, shadow: string): Promise<{ documents: number; suspects: string[] }> {
  const suspects: string[] = [];
  const [left, right] = [live, shadow].map((collection) => pages(projection, collection));
  let [a, b] = [await left!.next(), await right!.next()];
  let documents = 0;
  while (!a.done || !b.done) {
    const order = a.done ? 1 : b.done ? -1 : a.value._id < b.value._id ? -1 : a.value._id > b.value._id ? 1 : 0;
    if (order === 0 ? !isDeepStrictEqual(a.value, b.value) : true) suspects.push((order <= 0 ? a.value! : b.value!)._id);
    documents++;
    if (order <= 0) a = await left!.next();
    if (order >= 0) b = await right!.next();
  }
  return { documents, suspects };
}

/** Documents in the order of their ids, a thousand at a time. */
async function* pages(projection: Projection, collection: string): AsyncGenerator<Kept<object>, undefined> {
  let after = '';
  for (;;) {
    const page = (await projection
      .model(collection)
      .find({ _id: { $gt: after } })
      .sort({ _id: 1 })
      .limit(1000)
      .lean()) as Kept<object>[];
    yield* page;
    if (page.length < 1000) return undefined;
    after = page.at(-1)!._id;
  }
}

async function lookAgain(projection: Projection, shadow: string, built: Filled, suspects: readonly string[]): Promise<Difference[]> {
  const record = (await projection.means.records.load(projection.view.name))!;
  await fill(projection, shadow, built, { upTo: record.position });
  const differences: Difference[] = [];
  for (const id of suspects) {
    const [live, folded] = await Promise.all(
      [record.collection, shadow].map((collection) => projection.model(collection).findById(id).lean()),
    );
    if (!isDeepStrictEqual(live, folded)) differences.push({ id, live, folded });
    if (differences.length === MOST_SHOWN) break;
  }
  return differences;
}
