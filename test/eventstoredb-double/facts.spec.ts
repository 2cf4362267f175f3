import { EventStoreDBClient, excludeSystemEvents, jsonEvent, START, streamNameFilter } from '@eventstore/db-client';
import { type Double, startDouble } from './index.cjs';
import { idOf, namesOf, type RecordedExpected, type RecordedOutcome, type RecordedStep, recording } from './recorded';

type Fault = { type?: string; actualVersion?: bigint | string; code?: number };

const recorded = recording();
const names = namesOf(recorded);
const nameOf = (id: string | undefined) => names.get(id ?? '') ?? null;
const inBig = (expected: RecordedExpected) => (typeof expected === 'number' ? BigInt(expected) : expected);

/** The double is held to what the real server said, through the real client with its default ways (batch append). */
describe('the double answers as the recorded server did', () => {
  let double: Double;
  let client: EventStoreDBClient;
  beforeAll(async () => {
    double = await startDouble();
    client = EventStoreDBClient.connectionString(double.connectionString);
  });
  afterAll(async () => {
    await client.dispose();
    await double.close();
  });

  const answer = async (step: RecordedStep): Promise<RecordedOutcome> => {
    if (step.op === 'append') {
      const events = step.ids.map((name) => jsonEvent({ id: idOf(name), type: 'recorded', data: { name } }));
      const { nextExpectedRevision } = await client.appendToStream(step.stream, events, { expectedRevision: inBig(step.expected) });
      return { next: Number(nextExpectedRevision) };
    }
    if (step.op === 'read') {
      const events: [number, string | null][] = [];
      const fromRevision = typeof step.from === 'number' ? BigInt(step.from) : step.from;
      const direction = step.backwards ? 'backwards' : 'forwards';
      for await (const { event } of client.readStream(step.stream, { fromRevision, direction, maxCount: step.max }))
        events.push([Number(event?.revision), nameOf(event?.id)]);
      return { events };
    }
    const expectedRevision = inBig(step.expected) as bigint | 'any';
    if (step.op === 'delete') await client.deleteStream(step.stream, { expectedRevision });
    else await client.tombstoneStream(step.stream, { expectedRevision });
    return { ok: true };
  };
  const fault = ({ type, actualVersion, code }: Fault): RecordedOutcome => ({
    error: type,
    ...(actualVersion === undefined ? {} : { actual: typeof actualVersion === 'bigint' ? Number(actualVersion) : actualVersion }),
    ...(code === undefined ? {} : { code }),
  });

  it.each(recorded.sequences)('over sequence $seed, step for step, and in its log', async ({ seed, steps, all }) => {
    for (const [at, step] of steps.entries()) expect({ at, ...(await answer(step).catch(fault)) }).toEqual({ at, ...step.outcome });
    const log: [string, number, string | null][] = [];
    for await (const { event } of client.readAll())
      if (event?.streamId.startsWith(`rec${seed}-`)) log.push([event.streamId, Number(event.revision), nameOf(event.id)]);
    expect(log).toEqual(all);
  });

  it('to a filtered subscription: confirmation, what is there, caught up, then what comes', async () => {
    const { prefixes, seen } = recorded.subscription;
    const heard: unknown[] = [];
    const subscription = client.subscribeToAll({ fromPosition: START, filter: streamNameFilter({ prefixes }) });
    subscription.on('confirmation', () => heard.push('confirmation'));
    const live = new Promise<void>((resolve) => subscription.on('caughtUp', () => setTimeout(resolve, 50)));
    const arrived: unknown[] = [];
    const done = new Promise<void>((resolve) =>
      subscription.on('data', ({ event }) => {
        arrived.push([event?.streamId, Number(event?.revision), nameOf(event?.id)]);
        if (arrived.length === seen.length - 2) resolve();
      }),
    );
    await live;
    heard.push(...arrived, 'caughtUp');
    await client.appendToStream('rec1-live', jsonEvent({ id: idOf('live'), type: 'recorded', data: {} }));
    await done;
    await subscription.unsubscribe();
    expect([...heard, arrived.at(-1)]).toEqual(seen);
  });

  it('with checkpoints after every 32 × the interval of records that were passed over', async () => {
    const positions: number[] = [];
    const filter = streamNameFilter({
      prefixes: ['nobody-'],
      checkpointInterval: 2,
      checkpointReached: async (_, { commit }) => void positions.push(Number(commit)),
    });
    const subscription = client.subscribeToAll({ fromPosition: START, filter }).on('error', () => undefined);
    subscription.resume();
    await new Promise<void>((resolve) => subscription.on('caughtUp', () => resolve()));
    await subscription.unsubscribe();
    expect(positions.length).toBe(Math.floor(double.log.all.length / 64));
    expect(positions).toEqual(double.log.all.filter((_, at) => (at + 1) % 64 === 0).map(({ position }) => Number(position)));
  });

  it('with system events in the log, which a filter excludes', async () => {
    const types: string[] = [];
    const subscription = client.subscribeToAll({ filter: excludeSystemEvents() }).on('error', () => undefined);
    subscription.on('data', ({ event }) => types.push(event?.type ?? ''));
    await new Promise<void>((resolve) => subscription.on('caughtUp', () => setTimeout(resolve, 50)));
    await subscription.unsubscribe();
    expect(new Set(types)).toEqual(new Set(['recorded']));
    expect(double.log.all[0]?.type).toMatch(/^\$/);
  });

  it('to an append of nothing, of only part of a former one, and of too much', async () => {
    const event = (name: string) => jsonEvent({ id: idOf(name), type: 'recorded', data: { name } });
    const outcome = (names: string[], expectedRevision: 'no_stream' | bigint) =>
      client.appendToStream('parts', names.map(event), { expectedRevision }).then(
        ({ nextExpectedRevision }) => nextExpectedRevision,
        ({ type }: Fault) => type,
      );
    expect(await outcome([], 'no_stream')).toBe(0n);
    expect(await outcome(['p1', 'p2', 'p3'], 'no_stream')).toBe(2n);
    expect(await outcome(['p1', 'p2', 'p3'], 'no_stream')).toBe(2n);
    for (const part of [['p1'], ['p1', 'p2'], ['p2', 'p3'], ['p1', 'p4'], ['p4', 'p2', 'p3']])
      expect(await outcome(part, 'no_stream')).toBe('wrong-expected-version');
    expect(await outcome(['p1'], 2n)).toBe(3n);
    const big = jsonEvent({ type: 'recorded', data: { text: 'x'.repeat(1024 * 1024) } });
    await expect(client.appendToStream('parts', big)).rejects.toMatchObject({
      type: 'maximum-append-size-exceeded',
      maxAppendSize: 1048576,
    });
  });
});
