import type { Command } from '@nestjs/cqrs';
import type { AnyView } from './view';

/**
 * What falls due. Nothing sleeps: whatever is due at a time is a document with an indexed time, and one tick a second asks
 * for what has passed and sends commands. The decision looks at the state and the given time, so asking twice is quiet.
 */
export type Due<D = never> = Readonly<{
  name: string;
  view: AnyView;
  /** The field of the view's documents that holds the time (ISO-8601) or null; it must be indexed. */
  field: string;
  command: (document: D & { _id: string }, now: string) => Command<unknown>;
}>;

// biome-ignore lint/suspicious/noExplicitAny: a list over documents of every kind; each is used only with its own view.
export type AnyDue = Due<any>;

export const due = <D>(definition: Due<D>): Due<D> => Object.freeze(definition);
