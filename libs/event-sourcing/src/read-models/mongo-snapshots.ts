import type { Connection } from 'mongoose';
import { type Snapshot, Snapshots } from '../snapshots';

type SnapshotDocument = Snapshot & { _id: string; version: number };

/** Snapshots beside the views: one for each stream, the newest. */
export class MongoSnapshots extends Snapshots {
  constructor(private readonly connection: Connection) {
    super();
  }

  private get snapshots() {
    return this.connection.collection<SnapshotDocument>('snapshots');
  }

  async load(stream: string, version: number): Promise<Snapshot | null> {
    const found = (await this.snapshots.findOne({ _id: stream })) as SnapshotDocument | null;
    if (found === null || found.version !== version) return null;
    const { revision, position, occurredOn, state } = found;
    return { revision, position, occurredOn, state };
  }

  async save(stream: string, version: number, snapshot: Snapshot): Promise<void> {
    await this.snapshots.replaceOne({ _id: stream }, { version, ...snapshot }, { upsert: true });
  }
}
