import type { Act, Event, Recorded } from './event';

/**
 * The past of one thing, and how to read it: start at `initial`, then apply each fact in turn.
 * `version` is that of the state's shape and meaning: raise it when `evolve` changes and old snapshots are dropped.
 */
export type History<S, E extends Event> = Readonly<{
  category: string;
  version: number;
  initial: S;
  evolve: (state: S, fact: Recorded<E>) => S;
}>;

/** A choice about the future: given how things stand, which facts follow? None is a fine answer; no is a `Rejection`. */
export type Decision<S, E extends Event> = (state: S) => readonly E[];

/** One stream of one kind of thing. */
export type Stream<S, E extends Event> = Readonly<{ name: string; history: History<S, E> }>;

/** A thing that one tenant owns: its stream cannot be named without saying whose it is. Tenant ids compare without case. */
export const streamOf = <S, E extends Event>(history: History<S, E>, tenantId: string, id: string): Stream<S, E> => ({
  name: `${history.category}-${tenantId.toLowerCase()}.${id}`,
  history,
});

/** A thing that two tenants share (an order, a subscription) or that stands above tenants: named by its id alone; its state says who may see it. */
export const sharedStreamOf = <S, E extends Event>(history: History<S, E>, id: string): Stream<S, E> => ({
  name: `${history.category}-${id}`,
  history,
});

/** The first word of a stream's name, up to the first `-`: categories therefore have no dash. */
export const categoryOf = (stream: string): string => {
  const dash = stream.indexOf('-');
  return dash < 0 ? stream : stream.slice(0, dash);
};

export const replay = <S, E extends Event>({ initial, evolve }: History<S, E>, facts: readonly Recorded<E>[]): S =>
  facts.reduce(evolve, initial);

/** Because of a fact, on behalf of the same tenant: what policies hand to the commands that they ask for. */
export const becauseOf = (fact: Recorded, subscriber: string): Act => ({
  tenantId: fact.meta.tenantId,
  actor: `system:${subscriber}`,
  correlationId: fact.meta.correlationId,
  causationId: fact.id,
  at: fact.occurredOn,
});
