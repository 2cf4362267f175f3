import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Proposed, Stretch } from '../../event-store';
import type { Stored } from '../../model';
import type { EventStoreDbStore } from './store';

const meta = { tenantId: 'acme', actor: 'client:ada', correlationId: 'correlation', causationId: 'cause' };

export const proposed = (over: Partial<Proposed> = {}): Proposed => ({
  id: randomUUID(),
  type: 'SomethingHappened',
  data: {},
  schemaVersion: 1,
  occurredOn: '2026-01-01T09:00:00.000Z',
  meta,
  ...over,
});

export const several = (count: number): Proposed[] => Array.from({ length: count }, (_, n) => proposed({ data: { n } }));

/** How long something took, and how it ended; milliseconds. */
export const timed = async <T>(work: Promise<T>): Promise<{ ms: number; value?: T; error?: Error }> => {
  const since = Date.now();
  try {
    const value = await work;
    return { value, ms: Date.now() - since };
  } catch (error) {
    return { error: error as Error, ms: Date.now() - since };
  }
};

/** Tries until it succeeds, as a client does that is told 503; gives how long it took in milliseconds. */
export const untilWorks = async (work: () => Promise<unknown>): Promise<number> => {
  for (const since = Date.now(); ; await sleep(50)) {
    const { error } = await timed(work());
    if (!error) return Date.now() - since;
    if (error.name !== 'StoreUnavailable') throw error;
  }
};

export const eventually = async (holds: () => boolean, ms = 8_000): Promise<void> => {
  for (const until = Date.now() + ms; !holds(); await sleep(20))
    if (Date.now() > until) throw new Error(`Did not come to hold in ${ms} ms.`);
};

/** A subscription that is listened to from now on. */
export const listener = (store: EventStoreDbStore, categories: readonly string[], after = 0) => {
  const controller = new AbortController();
  const facts: Stored[] = [];
  const stretches: Stretch[] = [];
  const ended = (async () => {
    for await (const stretch of store.subscribe({ after, categories, signal: controller.signal })) {
      stretches.push(stretch);
      facts.push(...stretch.facts);
    }
  })();
  ended.catch(() => undefined);
  return {
    facts,
    stretches,
    ended,
    ids: () => facts.map(({ id }) => id),
    position: () => stretches.at(-1)?.position ?? 0,
    stop: () => {
      controller.abort();
      return ended;
    },
  };
};
