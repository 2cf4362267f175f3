import type { Connection } from 'mongoose';
import type { Progress } from '../follow';
import type { IdlePlace } from './idle-places';

/** What is known of one view beside its documents: which collection serves, and how far it has got. Kept with the documents. */
export type ProjectionRecord = Progress & {
  _id: string;
  version: number;
  /** The collection that serves. */
  collection: string;
  /** Counts collections of this view, so that no name is used twice. */
  generation: number;
  /** The small state of a view that has one. */
  memory: unknown;
  /** When the process that rebuilds it last said so: how the others know. */
  rebuildingOn?: string | null;
  /** Collections that served before; dropped a day later. */
  retired: readonly { collection: string; on: string }[];
};

export class ProjectionRecords {
  constructor(private readonly connection: Connection) {}

  private get records() {
    return this.connection.collection<ProjectionRecord>('projections');
  }

  async load(name: string): Promise<ProjectionRecord | null> {
    return (await this.records.findOne({ _id: name })) as ProjectionRecord | null;
  }

  async all(): Promise<ProjectionRecord[]> {
    return (await this.records.find({}).toArray()) as ProjectionRecord[];
  }

  async save({ _id, ...record }: ProjectionRecord): Promise<void> {
    await this.records.replaceOne({ _id }, record, { upsert: true });
  }

  /** Keeps the place of the collection that serves; false when another collection serves by now, or the view was stopped. */
  async keep(name: string, collection: string, progress: Partial<Progress> & { memory?: unknown }): Promise<boolean> {
    const { matchedCount } = await this.records.updateOne({ _id: name, collection, state: 'running' }, { $set: progress });
    return matchedCount === 1;
  }

  /** Moves places on where nothing was folded; never back, whatever overtook this. */
  async moveOn(places: readonly IdlePlace[]): Promise<void> {
    const operations = places.map(({ name, collection, position }) => ({
      updateOne: {
        filter: { _id: name, collection, state: 'running' as const, position: { $lt: position } },
        update: { $set: { position } },
      },
    }));
    await this.records.bulkWrite(operations, { ordered: false });
  }

  async rebuilding(name: string, on: string | null): Promise<void> {
    await this.records.updateOne({ _id: name }, { $set: { rebuildingOn: on } });
  }

  async setState(name: string, progress: Partial<Progress>): Promise<void> {
    await this.records.updateOne({ _id: name }, { $set: progress });
  }
}
