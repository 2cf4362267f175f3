import type { Json } from './model';

/** A stream's state as it stood at a revision, kept so that nobody has to fold ten thousand facts again. */
export type Snapshot = Readonly<{ revision: number; position: number; occurredOn: string; state: Json }>;

/** A long stream leaves one at each thousand of its facts, so that any moment of it is near one. */
export const SNAPSHOT_EVERY = 1000;

/** How many thousands of facts a revision completes. */
export const thousandOf = (revision: number): number => Math.floor((revision + 1) / SNAPSHOT_EVERY);

/**
 * Where snapshots are kept: beside the views, never in the log. Losing all of them costs time and nothing else.
 * `version` is the history's: a snapshot of another version is as good as none.
 */
export abstract class Snapshots {
  /** The newest one; or the newest that is no newer than a revision. */
  abstract load(stream: string, version: number, upTo?: number): Promise<Snapshot | null>;
  /** One for each thousand that its revision completes. */
  abstract save(stream: string, version: number, snapshot: Snapshot): Promise<void>;
}

export class NoSnapshots extends Snapshots {
  async load(): Promise<Snapshot | null> {
    return null;
  }
  async save(): Promise<void> {}
}
