import { type Recorded, sharedStreamOf, subject } from '@causeway/event-sourcing';
import type { Event, History } from '@causeway/event-sourcing/model';
import { type Backbone, openBackbone } from '../../../event-sourcing/src/testing/backbone';
import { momentOf, States } from './states';
import type { Seen } from './viewing';

type Counted = Event<'Counted', { by: number }>;
let folded = 0;
const count: History<{ sum: number }, Counted> = {
  category: 'count',
  version: 1,
  initial: { sum: 0 },
  evolve: ({ sum }, fact: Recorded<Counted>) => {
    folded++;
    return { sum: sum + fact.data.by };
  },
};
const counts = subject<{ sum: number }, Counted>({
  kind: 'count',
  stream: (id) => sharedStreamOf(count, id),
  sharers: () => [],
  show: (state) => state,
});
const LENGTH = 3500;
const at = (n: number) => new Date(Date.parse('2026-01-01T00:00:00.000Z') + n * 1000).toISOString();

describe('how a thing stood', () => {
  let backbone: Backbone;
  let states: States;
  let seen: Seen;

  beforeAll(async () => {
    backbone = await openBackbone();
    const { store, streams } = backbone;
    const meta = { tenantId: 'acme', actor: 'client:ada', correlationId: 'c', causationId: 'c' };
    const fact = (n: number) => {
      const id = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
      return { id, type: 'Counted', data: { by: 1 }, schemaVersion: 1, occurredOn: at(n), meta };
    };
    for (let n = 0; n < LENGTH; n += 500)
      await store.append(
        'count-1',
        n === 0 ? 'none' : n - 1,
        Array.from({ length: 500 }, (_, i) => fact(n + i)),
      );
    states = new States(streams);
    const stream = sharedStreamOf(count, '1');
    seen = {
      kind: 'count',
      id: '1',
      name: 'count:1',
      subject: counts,
      stream: stream as never,
      standing: await streams.load(stream),
      tenants: [],
    };
  });

  afterAll(async () => {
    await backbone.stop();
    backbone.forget();
  });

  it.each([0, 1, 998, 999, 1000, 1001, 2999, 3000, LENGTH - 1])(
    'is known at revision %d, the second time from a snapshot',
    async (revision) => {
      const expected = { revision, at: at(revision), state: { sum: revision + 1 } };
      expect(await states.at(seen, { revision })).toEqual(expected);
      folded = 0;
      expect(await states.at(seen, { revision })).toEqual(expected);
      expect(folded).toBeLessThanOrEqual(1000);
    },
  );

  it.each([
    [at(0), 0],
    [at(1234), 1234],
    ['2026-01-01T00:20:34.500Z', 1234],
    ['9999-12-31T00:00:00.000Z', LENGTH - 1],
  ])('is known at %s', async (time, revision) => expect((await states.at(seen, { time })).revision).toBe(revision));

  it.each([{ revision: LENGTH }, { time: '2020-01-01T00:00:00.000Z' }])('is not known where there was nothing: %j', (moment) =>
    expect(states.at(seen, moment)).rejects.toMatchObject({ code: 'subject.revision-unknown' }),
  );

  it('is asked for by a revision or a time', () => {
    expect(momentOf('at', '12')).toEqual({ revision: 12 });
    expect(momentOf('at', '2026-01-01')).toEqual({ time: '2026-01-01T00:00:00.000Z' });
    expect(() => momentOf('at', 'yesterday')).toThrow(expect.objectContaining({ code: 'request.invalid' }));
  });
});
