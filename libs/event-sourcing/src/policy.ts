import type { Command } from '@nestjs/cqrs';
import type { Event, Recorded } from './model';

/**
 * Whenever this happened, then ask for that. Pure: it returns commands and never runs them. A command that was asked for
 * twice must be quiet the second time, because after a crash it is asked for again.
 */
export type Policy<E extends Event = Event> = Readonly<{
  /** A sentence: `when-order-released-then-…`. Unique over all subscribers. */
  name: string;
  categories: readonly string[];
  when: (fact: Recorded<E>) => readonly Command<unknown>[];
}>;

export const policy = <E extends Event>(definition: Policy<E>): Policy<E> => Object.freeze(definition);
