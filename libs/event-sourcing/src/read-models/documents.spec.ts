import { Schema } from 'mongoose';
import type { Event } from '../model';
import { recorded } from '../testing';
import { view } from '../view';
import { Documents, type NativeCollection } from './documents';

type Counted = Event<'Counted', { by: number }>;
const sums = view<Counted, { sum: number }, number>({
  name: 'sums',
  version: 1,
  categories: ['counter'],
  memory: { initial: 0, evolve: (seen) => seen + 1 },
  keys: () => ['a'],
  fold: (document, fact) => ({ sum: (document?.sum ?? 0) + fact.data.by }),
  schema: new Schema({ _id: String }),
});
const facts = recorded<Counted>({ type: 'Counted', data: { by: 1 } }, { type: 'Counted', data: { by: 2 } });

/** A collection whose first so many writes fail. */
const failing = (times: number) => {
  const written: unknown[] = [];
  const bulkWrite = async (operations: readonly unknown[]) => {
    if (times-- > 0) throw new Error('away');
    written.push(...operations);
  };
  return { written, collection: { find: () => ({ toArray: async () => [] }), bulkWrite } as unknown as NativeCollection };
};

describe('documents', () => {
  it('fold a batch once, memory included, when its write fails and is made again', async () => {
    const { collection, written } = failing(1);
    const documents = new Documents(sums, collection, false, 0);
    await documents.fold(facts);
    await expect(documents.write()).rejects.toThrow('away');
    expect(documents.memory).toBe(0);
    await documents.fold(facts);
    await documents.write();
    expect(documents.memory).toBe(2);
    expect(written).toEqual([
      expect.objectContaining({ replaceOne: expect.objectContaining({ replacement: expect.objectContaining({ sum: 3 }) }) }),
    ]);
  });

  it('carry the memory over several batches that are written at once', async () => {
    const { collection } = failing(0);
    const documents = new Documents(sums, collection, true, 0);
    await documents.fold(facts.slice(0, 1));
    await documents.fold(facts.slice(1));
    await documents.write();
    expect(documents.memory).toBe(2);
  });

  it('alone, fold on while what was folded before is being written', async () => {
    const written: { insertOne?: unknown; replaceOne?: { filter: unknown } }[] = [];
    const ends: (() => void)[] = [];
    const bulkWrite = async (operations: readonly object[]) => {
      await new Promise<void>((end) => ends.push(end));
      written.push(...operations);
    };
    const collection = { find: () => ({ toArray: async () => [] }), bulkWrite } as unknown as NativeCollection;
    const documents = new Documents(sums, collection, true, 0);
    await documents.fold(facts.slice(0, 1));
    const first = documents.write();
    await documents.fold(facts.slice(1));
    ends[0]!();
    await first;
    expect(documents.waiting).toBe(1);
    const second = documents.write();
    ends[1]!();
    await second;
    expect(written).toEqual([
      { insertOne: { document: expect.objectContaining({ sum: 1 }) } },
      { replaceOne: expect.objectContaining({ filter: { _id: 'a' }, replacement: expect.objectContaining({ sum: 3 }) }) },
    ]);
    expect(documents.memory).toBe(2);
  });
});
