import type { SlowScan } from '@causeway/embedded-mongo';
import type { Views } from '../read-models/views';
import type { AnyView } from '../view';

/** A question that reads so many documents more than it gives back is not answered from an index. */
const WASTED = 40;
const LIMIT = 10;

type Document = Readonly<{ _id: string }>;
type Page = Readonly<{ totalCount: number | null; items: readonly unknown[]; nextCursor: string | null }>;

/** The collection of one view with these documents in it and nothing around it, for those who ask it. */
export const listed = async <D extends Document>(view: AnyView, documents: readonly D[]) => {
  // Most who use this kit need no documents.
  const { openEmbedded } = await import('@causeway/embedded-mongo');
  const slow: SlowScan[] = [];
  const connection = await openEmbedded(':memory:', { onSlowScan: (scan) => slow.push(scan), slowScanAt: WASTED });
  const model = connection.model(view.name, view.schema.clone().set('autoIndex', false), view.name);
  await model.createIndexes();
  await model.insertMany(documents);

  /** Two pages of a list: whether they hold what they must, in order (`name` is their id's), and each question was answered from an index. */
  const faultOf = async (page: (query: object) => Promise<Page>, expected: readonly D[], name = 'id'): Promise<string | null> => {
    slow.splice(0);
    const first = await page({ limit: LIMIT });
    const items = [...first.items, ...(first.nextCursor === null ? [] : (await page({ limit: LIMIT, cursor: first.nextCursor })).items)];
    const ids = items.map((item) => (item as Record<string, unknown>)[name]).join(' ');
    const wanted = expected.slice(0, 2 * LIMIT).map(({ _id }) => _id);
    if (first.totalCount !== expected.length) return `counts ${first.totalCount} in place of ${expected.length}`;
    if (ids !== wanted.join(' ')) return `gives ${ids} in place of ${wanted.join(' ')}`;
    return slow.length === 0 ? null : `reads ${slow.map(({ operation, scanned }) => `${scanned} to ${operation}`).join(', ')}`;
  };
  return { views: { model: () => model } as unknown as Views, faultOf, close: () => connection.close() };
};

/** Every way to choose one value for each name; undefined leaves the name out. */
export const combinations = <T extends Record<string, readonly unknown[]>>(choices: T): { [K in keyof T]?: T[K][number] }[] =>
  Object.entries(choices).reduce<Record<string, unknown>[]>(
    (all, [name, values]) => all.flatMap((one) => values.map((value) => (value === undefined ? one : { ...one, [name]: value }))),
    [{}],
  ) as { [K in keyof T]?: T[K][number] }[];
