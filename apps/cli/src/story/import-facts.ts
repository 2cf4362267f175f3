import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Proposed } from '@causeway/event-sourcing';
import type { Stored } from '@causeway/event-sourcing/model';
import { EmbeddedEventStore } from '@causeway/event-sourcing/stores/embedded';
import { Ended, NEEDS_A_PERSON, NOT_REACHABLE } from '../ended';
import { bar } from '../show/progress';

const AT_ONCE = 500;

/** Writes facts into an empty store as they were: ids, times, causes. Consumers end paused, so that no laptop calls anybody. */
export const importFacts = async (dataDir: string, facts: readonly Stored[]): Promise<readonly string[]> => {
  const store = opened(dataDir);
  const shown = await bar('import');
  try {
    if ((await store.head()) > 0)
      throw new Ended(NEEDS_A_PERSON, `${dataDir} already holds a record: a story is imported into an empty folder.`);
    const revisions = new Map<string, number>();
    const append = (stream: string, events: readonly Proposed[]) => {
      const last = revisions.get(stream) ?? -1;
      revisions.set(stream, last + events.length);
      return store.append(stream, last < 0 ? 'none' : last, events);
    };
    for (let i = 0; i < facts.length; i += AT_ONCE) {
      // Taken in the order in which they are handed over, and written together.
      await Promise.all(facts.slice(i, i + AT_ONCE).map((fact) => append(fact.stream, [proposed(fact)])));
      shown.update(Math.min(i + AT_ONCE, facts.length), facts.length);
    }
    const consumers = [...revisions.keys()].filter((stream) => stream.startsWith('consumer-'));
    for (const stream of consumers) await append(stream, [pausing(facts.at(-1)!)]);
    return consumers.map((stream) => nameOf(facts, stream));
  } finally {
    shown.stop();
    await store.close();
  }
};

/** Under which its timeline is asked for. */
const nameOf = (facts: readonly Stored[], stream: string): string => {
  const begun = facts.find((fact) => fact.stream === stream && fact.type === 'ConsumerRegistered');
  const { consumerCode } = (begun?.data ?? {}) as { consumerCode?: string };
  return `consumer:${consumerCode ?? stream.slice('consumer-'.length)}`;
};

const opened = (dataDir: string): EmbeddedEventStore => {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  try {
    return EmbeddedEventStore.open(join(dataDir, 'events.db'));
  } catch (error) {
    throw new Ended(NOT_REACHABLE, (error as Error).message);
  }
};

const proposed = ({ id, type, data, schemaVersion, occurredOn, meta }: Stored): Proposed => ({
  id,
  type,
  data,
  schemaVersion,
  occurredOn,
  meta,
});

const pausing = ({ occurredOn }: Stored): Proposed => {
  const id = randomUUID();
  const meta = { tenantId: 'operator', actor: 'system:import', correlationId: id, causationId: id };
  return { id, type: 'ConsumerPaused', data: {}, schemaVersion: 1, occurredOn, meta };
};
