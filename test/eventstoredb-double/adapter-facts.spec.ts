import { EventStoreDbStore } from '@causeway/event-sourcing/stores/eventstoredb';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import type { Proposed, RevisionConflict } from '../../libs/event-sourcing/src/event-store';
import { type Double, startDouble } from './index.cjs';
import { idOf, namesOf, type RecordedStep, recording } from './recorded';

/** What EventStoreDB allows and the port does not, by name; such steps are done by the raw client, so that the rest still fits. */
const FORBIDDEN = {
  any: 'an append without saying what it has seen: after a restart the server would write its repetition again',
  stream_exists: 'an append that has seen something, but not what',
  delete: 'hiding facts: the record is the record',
  tombstone: 'ending a stream for ever: the record is the record',
} as const;

const forbiddenBy = (step: RecordedStep): keyof typeof FORBIDDEN | undefined => {
  if (step.op === 'delete' || step.op === 'tombstone') return step.op;
  return step.op === 'append' && (step.expected === 'any' || step.expected === 'stream_exists') ? step.expected : undefined;
};

const recorded = recording();
const names = namesOf(recorded);
const nameOf = (id: string) => names.get(id) ?? null;
const meta = { tenantId: 'acme', actor: 'client:ada', correlationId: 'correlation', causationId: 'cause' };
const proposed = (name: string): Proposed => ({
  id: idOf(name),
  type: 'recorded',
  data: { name },
  schemaVersion: 1,
  occurredOn: '2026-01-01T09:00:00.000Z',
  meta,
});

describe('the adapter gives what the port promises for the recorded steps', () => {
  let double: Double;
  let client: EventStoreDBClient;
  let store: EventStoreDbStore;
  beforeAll(async () => {
    double = await startDouble();
    client = EventStoreDBClient.connectionString(double.connectionString);
    store = EventStoreDbStore.connect(double.connectionString);
  });
  afterAll(async () => {
    await store.close();
    await client.dispose();
    await double.close();
  });

  const raw = async (step: RecordedStep) => {
    if (step.op === 'read') return;
    const expectedRevision = typeof step.expected === 'number' ? BigInt(step.expected) : step.expected;
    if (step.op === 'append')
      await client.appendToStream(
        step.stream,
        step.ids.map((name) => jsonEvent(proposed(name) as never)),
        { expectedRevision },
      );
    else if (step.op === 'delete') await client.deleteStream(step.stream, { expectedRevision: expectedRevision as bigint | 'any' });
    else await client.tombstoneStream(step.stream, { expectedRevision: expectedRevision as bigint | 'any' });
  };
  /** The port's outcome in the recording's words. */
  const answer = async (step: RecordedStep) => {
    if (step.op === 'append') {
      const expected = step.expected === 'no_stream' ? 'none' : (step.expected as number);
      return { next: (await store.append(step.stream, expected, step.ids.map(proposed))).revision };
    }
    if (step.op !== 'read') throw new Error('The port has no such thing.');
    const from = typeof step.from === 'number' ? step.from : undefined;
    const { stream, max: limit } = step;
    const facts = step.backwards ? await store.readBackwards(stream, { from, limit }) : await store.read(stream, { from, limit });
    return { events: facts.map(({ revision, id }) => [revision, nameOf(id)]) };
  };
  const fault = (error: RevisionConflict & { type?: string }) => {
    if (error.name === 'RevisionConflict')
      return { error: 'wrong-expected-version', actual: error.actual === 'none' ? 'no_stream' : error.actual };
    return { error: error.type };
  };
  /** A stream that does not exist gives nothing in the port, and the text of a refusal is its own. */
  const asPromised = ({ outcome: { code: _, ...outcome } }: RecordedStep) =>
    outcome.error === 'stream-not-found' ? { events: [] } : outcome;

  const met = new Set<string>();
  it.each(recorded.sequences)('over sequence $seed, and in its log', async ({ seed, steps, all }) => {
    const after = await store.head();
    for (const [at, step] of steps.entries()) {
      const forbidden = forbiddenBy(step);
      if (forbidden) {
        met.add(forbidden);
        await raw(step).catch(() => undefined);
      } else expect({ at, ...(await answer(step).catch(fault)) }).toEqual({ at, ...asPromised(step) });
    }
    const categories = [`rec${seed}`];
    const { facts, caughtUp } = await store.readAll({ after, categories, limit: 1_000 });
    // A tombstone is the server's own event, not a fact.
    const expected = all.filter(([, , name]) => name !== null);
    expect(facts.map(({ stream, revision, id }) => [stream, revision, nameOf(id)])).toEqual(expected);
    expect(caughtUp).toBe(true);
  });

  it('which meet everything that the port forbids', () => expect([...met].sort()).toEqual(Object.keys(FORBIDDEN).sort()));

  it('in a subscription to the recorded categories', async () => {
    const { prefixes, seen } = recorded.subscription;
    const categories = prefixes.map((prefix) => prefix.slice(0, -1));
    const heard: unknown[] = [];
    const controller = new AbortController();
    for await (const { facts, caughtUp } of store.subscribe({ after: 0, categories, signal: controller.signal })) {
      heard.push(...facts.map(({ stream, revision, id }) => [stream, revision, nameOf(id)]));
      if (facts.at(-1)?.stream === 'rec1-live') controller.abort();
      else if (caughtUp) await store.append('rec1-live', 'none', [proposed('live')]);
    }
    expect(heard).toEqual(seen.filter((entry) => Array.isArray(entry) && entry[2] !== null));
  });
});
