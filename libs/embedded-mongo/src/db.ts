import { EmbeddedCollection } from './collection';
import { cursorOver, type EmbeddedCursor } from './cursor';
import { unsupported } from './errors';
import type { Store } from './store';
import type { Doc } from './values';

/** The `mongodb` driver's database, as far as it is spoken here. */
export class EmbeddedDb {
  readonly databaseName = 'embedded';
  readonly #collections = new Map<string, EmbeddedCollection>();

  constructor(readonly store: Store) {}

  collection(name: string): EmbeddedCollection {
    const collection = this.#collections.get(name) ?? new EmbeddedCollection(this.store, name);
    this.#collections.set(name, collection);
    return collection;
  }
  async createCollection(name: string, options: Doc = {}): Promise<EmbeddedCollection> {
    for (const option of ['capped', 'timeseries', 'viewOn', 'collation', 'validator', 'clusteredIndex']) {
      if (options[option]) throw unsupported(`collections with the option "${option}"`);
    }
    await this.store.turn(() => this.store.ensureTable(name));
    return this.collection(name);
  }
  listCollections(filter: Doc = {}): EmbeddedCursor {
    const { name, ...others } = filter;
    const [other] = Object.keys(others);
    if (other || (name !== undefined && typeof name !== 'string'))
      throw unsupported(`listing collections by "${other ?? 'name'}" with operators`);
    const tables = () => this.store.tables().filter((table) => name === undefined || table.name === name);
    return cursorOver(() => tables().map((table) => ({ name: table.name, type: 'collection', options: {}, info: { readOnly: false } })));
  }
  async collections(): Promise<EmbeddedCollection[]> {
    return this.store.tables().map(({ name }) => this.collection(name));
  }
  async dropCollection(name: string): Promise<boolean> {
    return this.collection(name).drop();
  }
  async renameCollection(from: string, to: string, options?: { dropTarget?: boolean }): Promise<EmbeddedCollection> {
    return this.collection(from).rename(to, options);
  }
  async dropDatabase(): Promise<boolean> {
    const dropAll = () => {
      for (const { name } of this.store.tables()) this.store.drop(name);
    };
    await this.store.turn(() => this.store.change(dropAll));
    return true;
  }
  async command(command: Doc): Promise<Doc> {
    const [name] = Object.keys(command);
    if (name !== 'ping') throw unsupported(`the command "${name}"`);
    this.store.reading(() => this.store.prepare('SELECT 1').get());
    return { ok: 1 };
  }
  admin(): { ping(): Promise<Doc>; command(command: Doc): Promise<Doc>; listDatabases(): Promise<Doc> } {
    return {
      ping: () => this.command({ ping: 1 }),
      command: (command) => this.command(command),
      listDatabases: async () => ({ ok: 1, databases: [{ name: this.databaseName }] }),
    };
  }
}
