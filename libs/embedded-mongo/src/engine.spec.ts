import { testOf } from './engine';
import type { Doc } from './values';

const values = ['x', 'y', '', 4, 5, 5.5, null, undefined, true, ['x'], [4], { $numberLong: '4' }, new Date(0)];
const documents = values.flatMap((name) => values.map((n): Doc => ({ name, n })));

/** Filters that are compared as they are must answer as the query engine does, which within `$and` is always asked. */
describe('plain filters', () => {
  const filters: Doc[] = [{ name: 'x' }, { n: { $lt: 5 } }, { name: 'x', n: { $lt: 5 } }, { name: '', n: { $lt: 5.5 } }];

  it.each(filters.map((filter) => [JSON.stringify(filter), filter] as const))('%s', (_, filter) => {
    const [plain, engine] = [testOf(filter), testOf({ $and: [filter] })];
    expect(documents.map((document) => plain(document))).toEqual(documents.map((document) => engine(document)));
    expect(documents.filter((document) => plain(document)).length).toBeGreaterThan(0);
  });
});
