import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection, Model } from 'mongoose';
import type { EventStore } from '../event-store';
import { follow, type Progress, passes, Stuck } from '../follow';
import type { Vocabulary } from '../model';
import type { AnyView, Kept } from '../view';
import type { Lease } from '../work/leases';
import { build, type Filled, fill } from './build';
import type { ProjectionControl } from './control';
import { Documents, type NativeCollection } from './documents';
import type { IdlePlaces } from './idle-places';
import { Pace } from './pace';
import type { ProjectionRecord, ProjectionRecords } from './projection-records';

export type Means = Readonly<{
  store: EventStore;
  vocabulary: Vocabulary;
  connection: Connection;
  records: ProjectionRecords;
  idle: IdlePlaces;
  control: ProjectionControl;
}>;

/** Whoever stopped or started the view may have been another process: its record is looked at again this often. */
const LOOK_AGAIN_MS = 500;
/** A rebuild that said nothing for so long has died with its process; the job goes on with it elsewhere. */
const REBUILDING_SAID_MS = 5000;
/** Positions behind the head from which on a view catches up in bulk before it follows live. */
const FAR_BEHIND = 5000;
/**
 * One view at work: its documents follow the log while this process holds its lease. `between` is how anything else
 * (a switch to a rebuilt collection, skipping a fact) gets its turn between two rounds of the loop.
 */
export class Projection {
  /** What this process knows of it; the record in the documents is the truth. */
  record: ProjectionRecord | null = null;
  /** A rebuild runs beside the live collection, in this process. */
  rebuildsHere = false;
  /** This process holds the lease. */
  private working = false;
  private readonly models = new Map<string, Model<Kept<object>>>();
  private readonly waiters = new Set<() => void>();
  private turn: Promise<unknown> = Promise.resolve();
  private round: Promise<void> = Promise.resolve();
  private interruption = new AbortController();
  private readonly pace = new Pace();

  constructor(
    readonly view: AnyView,
    readonly means: Means,
  ) {}

  /** The mongoose model of a collection of this view. */
  model(collection: string): Model<Kept<object>> {
    let model = this.models.get(collection);
    if (!model) {
      const schema = this.view.schema.clone().set('autoIndex', false).set('autoCreate', false);
      model = this.means.connection.model(collection, schema, collection) as unknown as Model<Kept<object>>;
      this.models.set(collection, model);
    }
    return model;
  }

  native(collection: string): NativeCollection {
    return this.means.connection.collection(collection) as unknown as NativeCollection;
  }

  /** A new, empty collection of this view. */
  async fresh(generation: number, suffix = ''): Promise<string> {
    const collection = `${this.view.name}_v${this.view.version}_${generation}${suffix}`;
    await this.drop(collection);
    return collection;
  }

  async drop(collection: string): Promise<void> {
    await this.means.connection.db?.dropCollection(collection).catch(() => undefined);
  }

  /** A rebuild runs beside the live collection, here or in another process that said so lately. */
  get rebuilding(): boolean {
    return this.rebuildsHere || Date.now() - Date.parse(this.record?.rebuildingOn ?? '') < REBUILDING_SAID_MS;
  }

  /** Reads the record again: in a process that does not do the work itself, this is how it learns of a switch. */
  async refresh(): Promise<void> {
    const record = await this.means.records.load(this.view.name);
    if (record) this.note(record);
  }

  /** The newest of what is known: a process that does the work knows its place better than the documents. */
  async refreshUnlessWorking(): Promise<void> {
    if (!this.working || this.record?.state !== 'running') await this.refresh();
  }

  note(record: ProjectionRecord): void {
    if (record.version !== this.view.version) return;
    this.record = record;
    for (const wake of this.waiters) wake();
  }

  /** Calls back at each move of the place; returns how to stop that. */
  onMove(wake: () => void): () => void {
    this.waiters.add(wake);
    this.pace.hurry();
    return () => this.waiters.delete(wake);
  }

  /** The work itself, for as long as the lease is held. */
  async work({ signal }: Lease): Promise<void> {
    signal.addEventListener('abort', () => this.interrupt(), { once: true });
    this.working = true;
    while (!signal.aborted) {
      await this.othersTurn();
      this.interruption = new AbortController();
      const interrupted = this.interruption.signal;
      this.round = this.once(interrupted);
      await this.round;
      await sleep(LOOK_AGAIN_MS, undefined, { signal: AbortSignal.any([signal, interrupted]) }).catch(() => undefined);
    }
    this.working = false;
  }

  /** Ends the present round of the loop; it then looks at its record again. */
  interrupt(): void {
    this.interruption.abort();
  }

  /** Does something while the loop stands still, then lets it go on. */
  async between<T>(work: () => Promise<T>): Promise<T> {
    const before = this.turn;
    const mine = before.then(async () => {
      this.interrupt();
      await this.round;
      return work();
    });
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  private async othersTurn(): Promise<void> {
    for (let turn: Promise<unknown> | null = null; turn !== this.turn; ) {
      turn = this.turn;
      await turn;
    }
  }

  private async once(signal: AbortSignal): Promise<void> {
    try {
      const record = await this.prepared(signal);
      if (record === null || record.state === 'stopped') return;
      const { wanted, skipped } = await this.means.control.read(this.view.name);
      if (wanted === 'stopped') await this.means.records.setState(this.view.name, { state: 'stopped' });
      else await this.follow(await this.nearHead(record, signal), new Set(skipped), signal);
    } catch (error) {
      if (!passes(error) && !signal.aborted && this.record) await this.stuck(this.record, error).catch(() => undefined);
    }
  }

  /**
   * The record once the head is near: after a long absence the live loop would write each document once a batch, all
   * views at a time. What cannot be folded is left to that loop, which stops right before it.
   */
  private async nearHead(record: ProjectionRecord, signal: AbortSignal): Promise<ProjectionRecord> {
    const { store, records } = this.means;
    const head = await store.head();
    if (head - record.position < FAR_BEHIND) return record;
    let reached = record;
    const keep = async (place: Filled) => {
      if (!(await records.keep(this.view.name, record.collection, place))) return false;
      reached = { ...record, ...place };
      this.note(reached);
      return true;
    };
    await fill(this, record.collection, record, { signal, upTo: head, keep }).catch((error: unknown) => {
      if (passes(error)) throw error;
    });
    return reached;
  }

  private async follow(record: ProjectionRecord, skipped: ReadonlySet<number>, signal: AbortSignal): Promise<void> {
    const { store, vocabulary, records, idle } = this.means;
    const { name } = this.view;
    const { collection } = record;
    const documents = new Documents(this.view, this.native(collection), false, record.memory);
    let { memory } = record;
    try {
      await follow(store, vocabulary, {
        name,
        categories: this.view.categories,
        after: record.position,
        signal,
        handle: async (facts) => {
          this.pace.begin();
          await documents.fold(skipped.size === 0 ? facts : facts.filter((fact) => !skipped.has(fact.position)));
          await documents.write();
        },
        keep: async (position, worked, caughtUp) => {
          if (worked) {
            idle.settled(name);
            const learned = documents.memory === memory ? {} : { memory: documents.memory };
            if (!(await records.keep(name, collection, { position, ...learned }))) return this.interrupt();
            ({ memory } = documents);
          } else idle.movedTo({ name, collection, position });
          if (worked || caughtUp) this.note({ ...record, position, memory });
          if (worked && caughtUp) await this.pace.rest(() => this.waiters.size > 0, signal);
        },
      });
    } finally {
      await idle.settle(name);
    }
  }

  private async stuck(record: ProjectionRecord, error: unknown): Promise<void> {
    const at =
      error instanceof Stuck
        ? { position: error.fact.position, eventId: error.fact.id, type: error.fact.type }
        : { position: record.position, eventId: '', type: '' };
    const message = error instanceof Error ? error.message : String(error);
    const progress: Pick<Progress, 'state' | 'error'> = { state: 'stopped', error: { message, ...at } };
    await this.means.records.keep(this.view.name, record.collection, progress);
    await this.refresh();
  }

  /** The record; made, and its collection filled, when there is none or it is of another version of the view. */
  private async prepared(signal: AbortSignal): Promise<ProjectionRecord | null> {
    const known = await this.means.records.load(this.view.name);
    // A place beyond the head: the record was put back from a backup. What was folded of the lost part must go.
    const ahead = known !== null && known.position > (await this.means.store.head());
    if (known && known.version === this.view.version && !ahead) {
      this.note(known);
      return known;
    }
    const generation = (known?.generation ?? 0) + 1;
    const collection = await this.fresh(generation);
    const built = await build(this, collection, { signal });
    if (built === null) return null;
    const record: ProjectionRecord = {
      _id: this.view.name,
      version: this.view.version,
      collection,
      generation,
      retired: known ? [...known.retired, { collection: known.collection, on: new Date().toISOString() }] : [],
      state: 'running',
      error: null,
      ...built,
    };
    await this.means.records.save(record);
    this.note(record);
    return record;
  }
}
