import { setMaxListeners } from 'node:events';
import { Injectable } from '@nestjs/common';
import type { Connection, Model } from 'mongoose';
import { EventStore, StoreUnavailable } from '../event-store';
import { type Event, Vocabulary } from '../model';
import type { Streams } from '../streams';
import type { AnyView, Kept, View } from '../view';
import { Leases } from '../work/leases';
import { ProjectionControl } from './control';
import { IdlePlaces } from './idle-places';
import { type Means, Projection } from './projection';
import { ProjectionRecords } from './projection-records';

const REFRESH_MS = 1000;
const KEEP_RETIRED_MS = 24 * 3600_000;

/** Every view of the process: registered by the modules, fed by the workers, read by the query handlers. */
@Injectable()
export class Views {
  private readonly projections = new Map<string, Projection>();
  /** Stop, start, skip. */
  readonly control: ProjectionControl;
  private readonly means: Means;
  private timer: NodeJS.Timeout | null = null;
  private refreshing = false;

  constructor(
    store: EventStore,
    vocabulary: Vocabulary,
    streams: Streams,
    private readonly connection: Connection,
  ) {
    const records = new ProjectionRecords(connection);
    this.control = new ProjectionControl(streams, records);
    const idle = new IdlePlaces((places) => records.moveOn(places));
    this.means = { store, vocabulary, connection, records, idle, control: this.control };
  }

  add(...views: readonly AnyView[]): void {
    for (const view of views) {
      if (this.projections.has(view.name)) throw new Error(`Two subscribers are called ${view.name}.`);
      this.projections.set(view.name, new Projection(view, this.means));
    }
  }

  /** The model of the collection that serves now. Ask for it anew in each query: a rebuild changes it. */
  model<E extends Event, D extends object, M>(view: View<E, D, M>): Model<Kept<D>> {
    const projection = this.projection(view.name);
    if (projection.record === null) throw new StoreUnavailable(`${view.name} is being built.`);
    return projection.model(projection.record.collection) as unknown as Model<Kept<D>>;
  }

  projection(name: string): Projection {
    const projection = this.projections.get(name);
    if (!projection) throw new Error(`There is no view ${name}.`);
    return projection;
  }

  has(name: string): boolean {
    return this.projections.has(name);
  }

  names(): readonly string[] {
    return [...this.projections.keys()];
  }

  /** Starts to read the records, and where this process is a worker, to do the work. */
  start(leases: Leases | null): void {
    for (const projection of this.projections.values()) leases?.hold(`view:${projection.view.name}`, (lease) => projection.work(lease));
    void this.refresh();
    this.timer = setInterval(() => void this.refresh(), REFRESH_MS);
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
  }

  /** True as soon as all of these views have seen everything up to the position; false when that takes too long. */
  async reached(names: readonly string[], position: number, timeoutMs: number): Promise<boolean> {
    const signal = AbortSignal.timeout(timeoutMs);
    // One for each view that is waited for.
    setMaxListeners(0, signal);
    const all = await Promise.all(names.map((name) => this.projectionReached(this.projection(name), position, signal)));
    return all.every(Boolean);
  }

  private projectionReached(projection: Projection, position: number, signal: AbortSignal): Promise<boolean> {
    const there = () => (projection.record?.position ?? -1) >= position;
    if (there()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const poll = setInterval(() => void projection.refresh().catch(() => undefined), 100);
      const end = (reached: boolean) => {
        stopListening();
        clearInterval(poll);
        signal.removeEventListener('abort', late);
        resolve(reached);
      };
      const late = () => end(there());
      const stopListening = projection.onMove(() => there() && end(true));
      signal.addEventListener('abort', late, { once: true });
      if (signal.aborted) late();
    });
  }

  private async refresh(): Promise<void> {
    if (this.refreshing) return;
    this.refreshing = true;
    try {
      for (const record of await this.means.records.all()) {
        const projection = this.projections.get(record._id);
        // A place that this process itself has just reached is newer than what the documents say.
        if (projection && !(projection.record?.collection === record.collection && projection.record.position > record.position))
          projection.note(record);
        const old = record.retired.filter(({ on }) => Date.now() - Date.parse(on) > KEEP_RETIRED_MS);
        if (projection && old.length > 0)
          await this.dropRetired(
            projection,
            old.map(({ collection }) => collection),
          );
      }
    } catch {
      // The documents are away: what is known stays, and the next round asks again.
    } finally {
      this.refreshing = false;
    }
  }

  private async dropRetired(projection: Projection, collections: readonly string[]): Promise<void> {
    for (const collection of collections) await projection.drop(collection);
    await this.connection
      .collection<{ _id: string }>('projections')
      .updateOne({ _id: projection.view.name }, { $pull: { retired: { collection: { $in: [...collections] } } } } as never);
  }
}
