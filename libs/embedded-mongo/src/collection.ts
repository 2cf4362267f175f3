import { pipelineOf, runRest } from './aggregate';
import { found, written } from './answers';
import { bulkWrite, replace } from './bulk';
import { cursorOver, EmbeddedCursor, type Source } from './cursor';
import { distinctValues } from './distinct';
import { serverError } from './errors';
import { conditionOf } from './filter';
import { createIndex, dropIndex, type IndexSpecification, indexDefinition } from './indexes';
import { checkOptions } from './options';
import { bulkError, bulkResult, isOfOneOperation, newTally, writeError } from './outcomes';
import { projectionOf } from './projection';
import { count, findAll, matching, type ReadOptions, streaming } from './reads';
import type { Store } from './store';
import type { Table } from './table';
import { type Change, checkedReplacement, checkedUpdate } from './update';
import type { Doc } from './values';
import { insert, remove, type WriteOptions, write } from './writes';

/** The `mongodb` driver's collection, as far as it is spoken here. It is only a name: the table behind it may come, go and be renamed. */
export class EmbeddedCollection {
  constructor(
    readonly store: Store,
    readonly collectionName: string,
  ) {}

  get namespace(): string {
    return `embedded.${this.collectionName}`;
  }

  #write<T>(work: (table: Table) => T): Promise<T> {
    return this.store.turn(() => this.store.transaction(() => work(this.store.ensureTable(this.collectionName))));
  }

  #source(filter: Doc, options: ReadOptions): Source {
    conditionOf(filter);
    const { store, collectionName } = this;
    const project = projectionOf(options.projection);
    const stream = function* () {
      const table = store.table(collectionName);
      if (!table) return;
      for (const { doc } of matching(store, table, filter, options, streaming(store))) yield project ? project(doc) : doc;
    };
    const all = () => {
      const table = store.table(collectionName);
      return table ? findAll(store, table, filter, options) : [];
    };
    return { all: () => store.reading(all), stream };
  }

  find(filter: Doc = {}, options?: Doc): EmbeddedCursor {
    return new EmbeddedCursor((settings) => this.#source(filter ?? {}, settings as ReadOptions), { ...checkOptions('read', options) });
  }
  async findOne(filter: Doc = {}, options?: Doc): Promise<Doc | null> {
    return this.#source(filter ?? {}, { ...checkOptions('read', options), limit: 1 }).all()[0] ?? null;
  }
  async countDocuments(filter: Doc = {}, options?: Doc): Promise<number> {
    conditionOf(filter);
    const table = this.store.table(this.collectionName);
    return table ? this.store.reading(() => count(this.store, table, filter, checkOptions('count', options))) : 0;
  }
  async estimatedDocumentCount(options?: Doc): Promise<number> {
    checkOptions('count', options);
    return this.countDocuments({});
  }
  async distinct(path: string, filter: Doc = {}, options?: Doc): Promise<unknown[]> {
    checkOptions('count', options);
    return distinctValues(this.#source(filter ?? {}, { projection: { [path]: 1, ...(path === '_id' ? {} : { _id: 0 }) } }).all(), path);
  }
  aggregate(stages: Doc[], options?: Doc): EmbeddedCursor {
    checkOptions('aggregate', options);
    const { filter, query, rest } = pipelineOf(stages);
    const whole = (name: string) => new EmbeddedCollection(this.store, name).#source({}, {}).all();
    return new EmbeddedCursor(() => {
      const { all, stream } = this.#source(filter, query);
      const streamed = () => runRest(rest, { [Symbol.iterator]: stream } as Iterable<Doc>, whole)[Symbol.iterator]();
      return { all: () => (rest.length ? [...runRest(rest, all(), whole)] : all()), stream: streamed };
    });
  }

  async insertOne(doc: Doc, options?: Doc): Promise<Doc> {
    checkOptions('insert', options);
    const insertedId = await this.#write((table) => insert(this.store, table, doc));
    doc['_id'] ??= insertedId;
    return { acknowledged: true, insertedId };
  }
  async insertMany(docs: Doc[], options?: Doc): Promise<Doc> {
    const ordered = checkOptions('insert', options)['ordered'] !== false;
    const tally = newTally();
    await this.#write((table) => {
      for (const [index, doc] of docs.entries()) {
        try {
          const _id = insert(this.store, table, doc);
          doc['_id'] ??= _id;
          tally.insertedIds.push({ index, _id });
          tally.nInserted++;
        } catch (error) {
          if (!isOfOneOperation(error)) throw error;
          tally.writeErrors.push(writeError(index, error));
          if (ordered) break;
        }
      }
    });
    if (tally.writeErrors.length) throw bulkError(tally, ordered);
    const { insertedCount, insertedIds } = bulkResult(tally, ordered) as Doc;
    return { acknowledged: true, insertedCount, insertedIds };
  }

  async #change(filter: Doc, change: Change, options: Doc | undefined, many: boolean): Promise<Doc> {
    const checked = checkOptions('write', options) as WriteOptions;
    return written(await this.#write((table) => write(this.store, table, filter ?? {}, change, checked, many)));
  }
  async updateOne(filter: Doc, update: unknown, options?: Doc): Promise<Doc> {
    return this.#change(filter, checkedUpdate(update), options, false);
  }
  async updateMany(filter: Doc, update: unknown, options?: Doc): Promise<Doc> {
    return this.#change(filter, checkedUpdate(update), options, true);
  }
  async replaceOne(filter: Doc, replacement: Doc, options?: Doc): Promise<Doc> {
    const checked = checkOptions('write', options) as WriteOptions;
    return written(await this.#write((table) => replace(this.store, table, filter ?? {}, replacement, checked)));
  }
  async deleteOne(filter: Doc = {}, options?: Doc): Promise<Doc> {
    const sort = checkOptions('remove', options)['sort'];
    return { acknowledged: true, deletedCount: (await this.#write((table) => remove(this.store, table, filter, { sort }, false))).length };
  }
  async deleteMany(filter: Doc = {}, options?: Doc): Promise<Doc> {
    checkOptions('remove', options);
    return { acknowledged: true, deletedCount: (await this.#write((table) => remove(this.store, table, filter, {}, true))).length };
  }

  async #findAndChange(filter: Doc, change: Change, options?: Doc): Promise<unknown> {
    const checked = checkOptions('findAndWrite', options);
    const outcome = await this.#write((table) => write(this.store, table, filter, change, checked as WriteOptions, false));
    const value = (checked['returnDocument'] === 'after' ? outcome.after : outcome.before?.()) ?? null;
    const upserted = outcome.upsertedId === undefined ? {} : { upserted: outcome.upsertedId };
    const n = outcome.matched + (outcome.upsertedId === undefined ? 0 : 1);
    return found(value, checked, { n, updatedExisting: outcome.matched > 0, ...upserted });
  }
  async findOneAndUpdate(filter: Doc, update: unknown, options?: Doc): Promise<unknown> {
    return this.#findAndChange(filter, checkedUpdate(update), options);
  }
  async findOneAndReplace(filter: Doc, replacement: unknown, options?: Doc): Promise<unknown> {
    return this.#findAndChange(filter, checkedReplacement(replacement), options);
  }
  async findOneAndDelete(filter: Doc, options?: Doc): Promise<unknown> {
    const checked = checkOptions('findAndWrite', options);
    const removed = await this.#write((table) => remove(this.store, table, filter ?? {}, { sort: checked['sort'] }, false));
    return found(removed[0]?.doc ?? null, checked, { n: removed.length });
  }
  async bulkWrite(operations: Record<string, Doc>[], options?: Doc): Promise<unknown> {
    const ordered = checkOptions('bulk', options)['ordered'] !== false;
    return bulkWrite(this.store, this.collectionName, operations, ordered);
  }

  async createIndex(specification: IndexSpecification, options?: Doc): Promise<string> {
    const definition = indexDefinition(specification, options);
    const known = this.store.table(this.collectionName);
    if (known?.indexes.some((index) => JSON.stringify(index.definition) === JSON.stringify(definition))) return definition.name;
    return this.#write((table) => createIndex(this.store, table, definition));
  }
  async createIndexes(specifications: Doc[]): Promise<string[]> {
    const definitions = specifications.map(({ key, ...options }) => indexDefinition(key as IndexSpecification, options));
    return this.#write((table) => definitions.map((definition) => createIndex(this.store, table, definition)));
  }
  listIndexes(): EmbeddedCursor {
    return cursorOver(() => {
      const table = this.store.table(this.collectionName);
      if (!table) throw serverError(26, 'NamespaceNotFound', `ns does not exist: ${this.namespace}`);
      return [{ v: 2, key: { _id: 1 }, name: '_id_' }, ...table.indexes.map(({ definition }) => ({ v: 2, ...definition }))];
    });
  }
  async indexes(): Promise<Doc[]> {
    return this.listIndexes().toArray();
  }
  async dropIndex(name: string): Promise<Doc> {
    await this.#write((table) => dropIndex(this.store, table, name));
    return { ok: 1 };
  }
  async dropIndexes(): Promise<boolean> {
    await this.dropIndex('*');
    return true;
  }
  async drop(): Promise<boolean> {
    return this.store.turn(() => this.store.drop(this.collectionName));
  }
  async rename(name: string, options: { dropTarget?: boolean } = {}): Promise<EmbeddedCollection> {
    await this.store.turn(() => this.store.rename(this.collectionName, name, options.dropTarget ?? false));
    return new EmbeddedCollection(this.store, name);
  }
}
