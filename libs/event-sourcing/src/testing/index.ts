import type { Command } from '@nestjs/cqrs';
import { type Decision, type Event, type History, type Meta, type Recorded, Rejection, replay } from '../model';
import type { Policy } from '../policy';
import type { View } from '../view';

export { combinations, listed } from './lists';

export const someMeta: Meta = { tenantId: 'acme', actor: 'client:ada', correlationId: 'correlation', causationId: 'cause' };
export const someTime = '2026-01-01T09:00:00.000Z';

/** Facts as a reader of the log sees them: each with its place and time. A second apart. */
export const recorded = <E extends Event>(...facts: readonly E[]): Recorded<E>[] =>
  facts.map((fact, i) => ({
    ...fact,
    id: `fact-${i}`,
    stream: 'thing-acme.1',
    revision: i,
    position: i + 1,
    occurredOn: new Date(Date.parse(someTime) + i * 1000).toISOString(),
    meta: someMeta,
  }));

/** given(past).when(decision).then(future) — or thenRefused(why), or thenNothing(). */
export const specify = <S, E extends Event>(history: History<S, E>) => ({
  given: (...past: readonly E[]) => ({
    state: () => replay(history, recorded(...past)),
    when: (decide: Decision<S, E>) => {
      const run = () => decide(replay(history, recorded(...past)));
      return {
        // biome-ignore lint/suspicious/noThenProperty: given, when, then are the words of the kit; nothing here is awaited.
        then: (...future: readonly E[]) => {
          expect(run()).toEqual(future);
          // A second identical request must be quiet, or must be refused; it may never write twice.
          expect(secondTime(history, [...past, ...future], decide)).toBe('harmless');
        },
        thenNothing: () => expect(run()).toEqual([]),
        thenRefused: (code: string, extra: Record<string, unknown> = {}) =>
          expect(run).toThrow(expect.objectContaining({ code, extra: expect.objectContaining(extra) })),
      };
    },
  }),
});

const secondTime = <S, E extends Event>(history: History<S, E>, facts: readonly E[], decide: Decision<S, E>) => {
  try {
    return decide(replay(history, recorded(...facts))).length === 0 ? 'harmless' : 'wrote twice';
  } catch (error) {
    if (error instanceof Rejection) return 'harmless';
    throw error;
  }
};

/** The documents that a view makes of these facts, by key. */
export const project = <E extends Event, D extends object, M>(view: View<E, D, M>, ...facts: readonly E[]): Record<string, D> =>
  projectRecorded(view, recorded(...facts));

export const projectRecorded = <E extends Event, D extends object, M>(
  view: View<E, D, M>,
  facts: readonly Recorded<E>[],
): Record<string, D> => {
  const documents = new Map<string, D>();
  let memory = view.memory?.initial as M;
  for (const fact of facts) {
    memory = view.memory ? view.memory.evolve(memory, fact) : memory;
    for (const key of view.keys(fact, memory)) {
      const after = view.fold(documents.get(key) ?? null, fact, key, memory);
      if (after === null) documents.delete(key);
      else documents.set(key, after);
    }
  }
  return Object.fromEntries(documents);
};

/** What a policy asks for because of one fact. */
export const react = <E extends Event>(policy: Policy<E>, fact: E): readonly Command<unknown>[] => policy.when(recorded(fact)[0]!);
