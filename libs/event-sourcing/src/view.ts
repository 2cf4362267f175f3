import type { Schema } from 'mongoose';
import type { Event, Recorded } from './model';

/** A document as it is kept: `_pos` is the position of the newest fact folded into it. */
export type Kept<D> = D & { _id: string; _pos: number };

/**
 * A question answered in advance. `fold` is pure: the same facts give the same documents, so a view can be thrown away
 * and built again at any time. Raise `version` when its meaning changes, and it is built anew under another name.
 */
export type View<E extends Event = Event, D extends object = object, M = unknown> = Readonly<{
  /** Unique over all subscribers, e.g. `order-list`. */
  name: string;
  version: number;
  categories: readonly string[];
  /** The documents (by `_id`) that a fact touches; none is fine. `memory` already knows the fact. */
  keys: (fact: Recorded<E>, memory: M) => readonly string[];
  /** The document after the fact; `null` in when there is none yet, `null` out when there shall be none. Without `_id`. */
  fold: (document: D | null, fact: Recorded<E>, key: string, memory: M) => D | null;
  /** A small state folded along, for views whose documents depend on more than their own facts. Kept with the place. JSON. */
  memory?: Readonly<{ initial: M; evolve: (memory: M, fact: Recorded<E>) => M }>;
  /** For queries and indexes. Documents are written past it, as `fold` made them. */
  schema: Schema;
}>;

// biome-ignore lint/suspicious/noExplicitAny: a list of views of every kind of fact and document; each is used only with its own.
export type AnyView = View<any, any, any>;

export const view = <E extends Event, D extends object, M = null>(definition: View<E, D, M>): View<E, D, M> => Object.freeze(definition);
