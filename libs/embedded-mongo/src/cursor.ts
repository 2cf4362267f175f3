import { unsupported } from './errors';
import type { Doc } from './values';

/** How a cursor gets its documents: all at once, or one by one while they are asked for. */
export interface Source {
  all(): Doc[];
  stream(): Iterator<Doc>;
}

/** The part of the `mongodb` driver's cursors that mongoose and Causeway use. */
export class EmbeddedCursor {
  #source: Source;
  #iterator: Iterator<Doc> | undefined;
  #waiting: Doc | undefined;
  #map: ((doc: Doc) => Doc) | undefined;
  closed = false;

  constructor(
    source: (settings: Doc) => Source,
    readonly settings: Doc = {},
  ) {
    this.#source = { all: () => source(this.settings).all(), stream: () => source(this.settings).stream() };
  }

  #set(name: string, value: unknown): this {
    if (this.#iterator) throw unsupported(`changing "${name}" of a cursor that was read from`);
    this.settings[name] = value;
    return this;
  }
  sort(sort: unknown, direction?: unknown): this {
    return this.#set('sort', typeof sort === 'string' ? { [sort]: direction ?? 1 } : sort);
  }
  skip(count: number): this {
    return this.#set('skip', count);
  }
  limit(count: number): this {
    return this.#set('limit', count);
  }
  hint(key: unknown): this {
    return this.#set('hint', key);
  }
  project(projection: unknown): this {
    return this.#set('projection', projection);
  }
  map(map: (doc: Doc) => Doc): this {
    const before = this.#map;
    this.#map = before ? (doc) => map(before(doc)) : map;
    return this;
  }
  /** Documents are read one at a time whatever the size of a batch. */
  batchSize(): this {
    return this;
  }
  addCursorFlag(flag: string, value: boolean): this {
    if (value && flag !== 'noCursorTimeout') throw unsupported(`the cursor flag "${flag}"`);
    return this;
  }
  rewind(): void {
    this.#stop();
    this.closed = false;
  }

  #pull(): Doc | undefined {
    if (this.closed) return undefined;
    this.#iterator ??= this.#source.stream();
    const { value, done } = this.#iterator.next();
    if (done) {
      this.closed = true;
      return undefined;
    }
    return this.#map ? this.#map(value) : value;
  }
  #take(): Doc | null {
    const doc = this.#waiting ?? this.#pull();
    this.#waiting = undefined;
    return doc ?? null;
  }
  #stop(): void {
    this.#iterator?.return?.();
    this.#iterator = undefined;
    this.#waiting = undefined;
    this.closed = true;
  }

  async next(): Promise<Doc | null> {
    return this.#take();
  }
  async tryNext(): Promise<Doc | null> {
    return this.#take();
  }
  async hasNext(): Promise<boolean> {
    this.#waiting ??= this.#pull();
    return this.#waiting !== undefined;
  }
  async toArray(): Promise<Doc[]> {
    if (this.closed) return [];
    if (!this.#iterator) {
      const all = this.#source.all();
      this.closed = true;
      return this.#map ? all.map(this.#map) : all;
    }
    const rest: Doc[] = [];
    for (let doc = this.#take(); doc; doc = this.#take()) rest.push(doc);
    return rest;
  }
  async forEach(each: (doc: Doc) => unknown): Promise<void> {
    for await (const doc of this) if (each(doc) === false) break;
  }
  async close(): Promise<void> {
    this.#stop();
  }
  async *[Symbol.asyncIterator](): AsyncGenerator<Doc> {
    try {
      for (let doc = this.#take(); doc; doc = this.#take()) yield doc;
    } finally {
      this.#stop();
    }
  }
}

/** A cursor over what is known already. */
export const cursorOver = (read: () => Doc[]): EmbeddedCursor =>
  new EmbeddedCursor(() => ({ all: read, stream: () => read()[Symbol.iterator]() }));
