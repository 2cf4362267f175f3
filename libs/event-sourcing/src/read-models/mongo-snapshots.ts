import type { Connection } from 'mongoose';
import { type Snapshot, Snapshots, thousandOf } from '../snapshots';

type SnapshotDocument = Snapshot & { _id: string; version: number };

const idOf = (stream: string, thousand: number): string => `${stream}@${String(thousand).padStart(9, '0')}`;

/** Snapshots beside the views, in the order of their streams and of their thousands. */
export class MongoSnapshots extends Snapshots {
  constructor(private readonly connection: Connection) {
    super();
  }

  private get snapshots() {
    return this.connection.collection<SnapshotDocument>('snapshots');
  }

  async load(stream: string, version: number, upTo = Number.MAX_SAFE_INTEGER): Promise<Snapshot | null> {
    // One of the same thousand may be a little newer than what is asked for: then it is the one before.
    const last = Math.min(thousandOf(upTo), 999_999_999);
    const found = (await this.snapshots
      .find({ _id: { $gt: idOf(stream, 0), $lte: idOf(stream, last) }, version, revision: { $lte: upTo } })
      .sort({ _id: -1 })
      .limit(1)
      .toArray()) as SnapshotDocument[];
    if (found[0] === undefined) return null;
    const { revision, position, occurredOn, state } = found[0];
    return { revision, position, occurredOn, state };
  }

  async save(stream: string, version: number, snapshot: Snapshot): Promise<void> {
    await this.snapshots.replaceOne({ _id: idOf(stream, thousandOf(snapshot.revision)) }, { version, ...snapshot }, { upsert: true });
  }
}
