import type { Command } from '@nestjs/cqrs';
import { Schema } from 'mongoose';
import type { Event, Recorded } from './model';
import { type View, view } from './view';

/**
 * A policy with a memory. Each fact is folded in; then `owed` says what is still to be done. Because it looks only
 * at the state, a crash half way is repaired by asking again: what was done has left its mark, what was not has not.
 * Its states are a view like any other, so they are rebuilt and verified like one.
 */
export type ProcessManager<S extends object, E extends Event> = Readonly<{
  /** A noun: `fulfilment`. Unique over all subscribers. */
  name: string;
  version: number;
  categories: readonly string[];
  /** Which running process a fact belongs to; `null` for none. */
  correlate: (fact: Recorded<E>) => string | null;
  /** The state after the fact; `null` once the process is over. */
  evolve: (state: S | null, fact: Recorded<E>) => S | null;
  owed: (state: S, because: Recorded<E>) => readonly Command<unknown>[];
}>;

// biome-ignore lint/suspicious/noExplicitAny: a list of processes of every kind of fact and state; each is used only with its own.
export type AnyProcess = ProcessManager<any, any>;

export const processManager = <S extends object, E extends Event>(definition: ProcessManager<S, E>): ProcessManager<S, E> =>
  Object.freeze(definition);

/** The view that keeps a process manager's states. */
export const statesOf = <S extends object, E extends Event>(process: ProcessManager<S, E>): View<E, S, null> =>
  view<E, S>({
    name: process.name,
    version: process.version,
    categories: process.categories,
    keys: (fact) => [process.correlate(fact)].filter((key) => key !== null),
    fold: (state, fact) => process.evolve(state, fact),
    schema: new Schema({ _id: String }, { strict: false, versionKey: false }),
  });
