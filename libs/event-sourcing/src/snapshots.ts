import type { Json } from './model';

/** A stream's state as it stood at a revision, kept so that nobody has to fold ten thousand facts again. */
export type Snapshot = Readonly<{ revision: number; position: number; occurredOn: string; state: Json }>;

/**
 * Where snapshots are kept: beside the views, never in the log. Losing all of them costs time and nothing else.
 * `version` is the history's: a snapshot of another version is as good as none.
 */
export abstract class Snapshots {
  abstract load(stream: string, version: number): Promise<Snapshot | null>;
  abstract save(stream: string, version: number, snapshot: Snapshot): Promise<void>;
}

export class NoSnapshots extends Snapshots {
  async load(): Promise<Snapshot | null> {
    return null;
  }
  async save(): Promise<void> {}
}
