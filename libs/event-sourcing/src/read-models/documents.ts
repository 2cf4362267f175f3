import type { mongo } from 'mongoose';
import type { Event, Recorded } from '../model';
import type { Kept, View } from '../view';

type Entry<D> = { document: Kept<D> | null; stored: boolean };
type Doc = { _id: string; _pos: number };

/** The native collection, past mongoose's casting: documents are written just as the fold made them. */
export type NativeCollection = Pick<mongo.Collection<Doc>, 'find' | 'bulkWrite'>;
type Operation = mongo.AnyBulkWriteOperation<Doc>;

const REMEMBERED = 1000;

/**
 * The document with its id and place. A fold that copied the one before has them already; adding fields to a large object
 * costs V8 more than a copy that begins with them.
 */
function placed<D extends object>(document: D & { _id?: string; _pos?: number }, key: string, position: number): Kept<D> {
  if (document._id === undefined) return { _id: key, _pos: position, ...document };
  document._id = key;
  document._pos = position;
  return document as Kept<D>;
}

/**
 * A batch of facts, folded in memory document by document and written by one `bulkWrite`. Documents that were touched
 * lately are remembered, so a hot one is not read back. Every document keeps the position that it has seen: facts at or
 * before it are passed over, and writes are guarded by it, so a batch repeated after a crash, or by a worker that was
 * frozen and wakes, changes nothing.
 */
export class Documents<E extends Event, D extends object, M> {
  private readonly entries = new Map<string, Entry<D>>();
  private readonly changed = new Set<string>();
  /** The memory as of what is folded; it counts only once that is written. */
  private ahead: M;

  constructor(
    private readonly view: View<E, D, M>,
    private readonly collection: NativeCollection,
    /** A collection that nobody else writes and that was empty at the start needs no guards. */
    private readonly alone: boolean,
    /** The view's memory as of what is written. */
    public memory: M,
  ) {
    this.ahead = memory;
  }

  /** How many documents wait to be written. */
  get waiting(): number {
    return this.changed.size;
  }

  async fold(facts: readonly Recorded<E>[]): Promise<void> {
    try {
      await this.foldAll(facts);
    } catch (error) {
      this.forget();
      throw error;
    }
  }

  private async foldAll(facts: readonly Recorded<E>[]): Promise<void> {
    const { view } = this;
    // The memory moves on with each fact, so keys are asked in order; documents are then fetched all at once.
    const work: { fact: Recorded<E>; keys: readonly string[]; memory: M }[] = [];
    let memory = this.ahead;
    const wanted = new Set<string>();
    for (const fact of facts) {
      if (view.memory) memory = view.memory.evolve(memory, fact);
      const keys = view.keys(fact, memory);
      if (keys.length === 0) continue;
      for (const key of keys) if (!this.entries.has(key)) wanted.add(key);
      work.push({ fact, keys, memory });
    }
    await this.fetch([...wanted]);
    for (const { fact, keys, memory: then } of work) for (const key of keys) this.apply(fact, key, then);
    this.ahead = memory;
  }

  /**
   * Writes what waits, but for those `leave` documents that were touched last and may soon be touched again. More may be folded
   * meanwhile when nobody else writes; one write at a time.
   */
  async write(leave = 0): Promise<void> {
    // Before it, not after: what is being written is not yet there to be read back, and a fold may be under way when it ends.
    this.forgetOldest();
    const due = [...this.changed].slice(0, Math.max(0, this.changed.size - leave));
    const operations = due.flatMap((key) => this.operationFor(key, this.entries.get(key)!));
    for (const key of due) {
      const entry = this.entries.get(key)!;
      entry.stored = entry.document !== null;
      this.changed.delete(key);
    }
    const memory = this.ahead;
    const sent = operations.length === 0 || (await this.send(operations));
    if (leave === 0) this.memory = memory;
    if (!sent) this.forget();
  }

  /** After a failed write nobody knows what stands: read everything again. */
  forget(): void {
    this.entries.clear();
    this.changed.clear();
    this.ahead = this.memory;
  }

  private apply(fact: Recorded<E>, key: string, memory: M): void {
    const entry = this.entries.get(key)!;
    if (entry.document !== null && entry.document._pos >= fact.position) return;
    const after = this.view.fold(entry.document, fact, key, memory);
    if (after === entry.document) return;
    entry.document = after === null ? null : placed(after, key, fact.position);
    // Both in the order of the last touch.
    this.entries.delete(key);
    this.entries.set(key, entry);
    this.changed.delete(key);
    this.changed.add(key);
  }

  private operationFor(key: string, { document, stored }: Entry<D>): Operation[] {
    if (document === null) return stored ? [{ deleteOne: { filter: { _id: key } } }] : [];
    if (this.alone && !stored) return [{ insertOne: { document } }];
    const filter = this.alone ? { _id: key } : { _id: key, _pos: { $lt: document._pos } };
    return [{ replaceOne: { filter, replacement: document, upsert: true } }];
  }

  /** False when a guard missed and what is remembered may be old. */
  private async send(operations: readonly Operation[]): Promise<boolean> {
    try {
      await this.collection.bulkWrite(operations, { ordered: false });
      return true;
    } catch (error) {
      // A guard that missed: somebody has already written this document as it is now, or newer. That is what a guard is for.
      const errors = (error as { writeErrors?: { code?: number } | readonly { code?: number }[] }).writeErrors;
      const all = Array.isArray(errors) ? errors : errors ? [errors] : [];
      if (!this.alone && all.length > 0 && all.every(({ code }) => code === 11000)) return false;
      if (!this.alone) this.forget();
      throw error;
    }
  }

  private async fetch(keys: readonly string[]): Promise<void> {
    for (let i = 0; i < keys.length; i += 1000) {
      const some = keys.slice(i, i + 1000);
      const found = (await this.collection.find({ _id: { $in: some } } as never).toArray()) as unknown as Kept<D>[];
      for (const key of some) this.entries.set(key, { document: null, stored: false });
      for (const document of found) this.entries.set(document._id, { document, stored: true });
    }
  }

  /** Those not touched for longest first; what waits to be written stays. */
  private forgetOldest(): void {
    for (const key of this.entries.keys()) {
      if (this.entries.size <= REMEMBERED) return;
      if (!this.changed.has(key)) this.entries.delete(key);
    }
  }
}
