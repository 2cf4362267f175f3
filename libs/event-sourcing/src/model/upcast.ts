import type { Event, Json, Recorded } from './event';

// biome-ignore lint/suspicious/noExplicitAny: the old shape of a fact has no type any more; its golden file is its test.
type OldShape = any;

/**
 * Old shapes, brought up to date one step at a time: the first entry turns version 1 into 2, the next 2 into 3.
 * The current version is therefore the length of the list plus one, and nobody has to remember to raise it.
 */
export type Upcasts = Readonly<Record<string, readonly ((old: OldShape) => Json)[]>>;

export const versionOf = (upcasts: Upcasts, type: string): number => (upcasts[type]?.length ?? 0) + 1;

export const upcast = (upcasts: Upcasts, type: string, version: number, data: Json): Json =>
  (upcasts[type] ?? []).slice(version - 1).reduce<Json>((shape, step) => step(shape), data);

/** A fact as the store keeps it: the shape it had when it was written. */
export type Stored = Recorded & Readonly<{ schemaVersion: number }>;

/** Every fact's way from the shape it was stored in to today's. Contexts add their own when they are composed. */
export class Vocabulary {
  private known: Upcasts = {};

  learn(upcasts: Upcasts): void {
    for (const type of Object.keys(upcasts)) if (this.known[type]) throw new Error(`Two contexts upcast ${type}; a fact has one owner.`);
    this.known = { ...this.known, ...upcasts };
  }

  versionOf(type: string): number {
    return versionOf(this.known, type);
  }

  current<E extends Event>(stored: Stored): Recorded<E> {
    return (this.known[stored.type] === undefined
      ? stored
      : { ...stored, data: upcast(this.known, stored.type, stored.schemaVersion, stored.data) }) as unknown as Recorded<E>;
  }
}
