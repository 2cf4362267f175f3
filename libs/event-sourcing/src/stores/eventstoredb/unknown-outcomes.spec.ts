import { type Double, type PlannedAppend, startDouble } from '../../../../../test/eventstoredb-double/index.cjs';
import { RevisionConflict, StoreUnavailable } from '../../event-store';
import { several, timed } from './spec-kit';
import { EventStoreDbStore } from './store';

const GRPC = { cancelled: 1, unknown: 2, deadlineExceeded: 4, permissionDenied: 7, aborted: 10, internal: 13, unavailable: 14 };

describe('an append whose outcome is unknown', () => {
  let double: Double;
  let store: EventStoreDbStore;
  beforeEach(async () => {
    double = await startDouble();
    store = EventStoreDbStore.connect(double.connectionString);
    await store.append('order-1', 'none', several(2));
  });
  afterEach(async () => {
    await store.close();
    await double.close();
  });

  const troubles: [string, Omit<PlannedAppend, 'write'>][] = [
    ['was never answered', { reply: 'never' }],
    ['was answered by the end of the connection', { reply: 'drop' }],
    ['was answered too late', { reply: 'answer', lateMs: 1_500 }],
    ...Object.entries(GRPC)
      .filter(([name]) => name !== 'permissionDenied')
      .map(([name, code]): [string, Omit<PlannedAppend, 'write'>] => [`ended as ${name}`, { reply: 'fail', code, details: 'timed out' }]),
  ];
  describe.each([true, false])('written: %s', (write) => {
    it.each(troubles)('is written once when it %s', async (_, trouble) => {
      double.knobs.plan.push({ write, ...trouble });
      const events = several(2);
      const { value, ms } = await timed(store.append('order-1', 1, events));
      expect(value?.revision).toBe(3);
      expect(ms).toBeLessThan(2_000);
      const facts = await store.read('order-1', { from: 2 });
      expect(facts.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
      expect(facts.at(-1)?.position).toBe(value?.position);
    });
  });

  it('is a conflict when somebody else was there first', async () => {
    double.knobs.plan.push({ write: false, reply: 'never' });
    const [mine, theirs] = [several(1), several(1)];
    const losing = timed(store.append('order-1', 1, mine));
    const other = EventStoreDbStore.connect(double.connectionString);
    await other.append('order-1', 1, theirs);
    await other.close();
    expect((await losing).error).toEqual(new RevisionConflict('order-1', 1, 2));
  });

  it('is our own even when the server calls its repetition a conflict', async () => {
    double.knobs.plan.push({ write: true, reply: 'drop' });
    const events = several(2);
    // A server that has forgotten the ids and looks only at the revision.
    const check = jest.spyOn(double.log as unknown as { check(): unknown }, 'check');
    check.mockImplementationOnce(() => ({ is: 'ok' })).mockImplementationOnce(() => ({ is: 'conflict' }));
    expect((await store.append('order-1', 1, events)).revision).toBe(3);
    expect(check).toHaveBeenCalledTimes(2);
    check.mockRestore();
  });

  it('is given up within 2 s, and is told by the next try when it was written', async () => {
    double.knobs.plan.push(...Array.from({ length: 5 }, () => ({ write: true, reply: 'never' }) as const));
    const events = several(1);
    const { error, ms } = await timed(store.append('order-1', 1, events));
    expect(error).toBeInstanceOf(StoreUnavailable);
    expect(ms).toBeLessThan(2_000);
    double.knobs.plan.length = 0;
    expect((await store.append('order-1', 1, events)).revision).toBe(2);
    expect(await store.read('order-1')).toHaveLength(3);
  });

  it('is not tried again when trying again is no use', async () => {
    const asked = double.asked();
    double.knobs.plan.push({ write: false, reply: 'fail', code: GRPC.permissionDenied, details: 'no' });
    const { error } = await timed(store.append('order-1', 1, several(1)));
    expect(error).not.toBeInstanceOf(StoreUnavailable);
    expect(error?.name).not.toBe('RevisionConflict');
    expect(double.asked() - asked).toBe(1);
  });

  it('is one of 32 when the connection is cut under all of them', async () => {
    double.knobs.plan.push({ write: true, reply: 'answer' }, { write: true, reply: 'drop' });
    const all = Array.from({ length: 32 }, (_, n) => ({ stream: `order-many${n}`, events: several(2) }));
    await Promise.all(all.map(({ stream, events }) => store.append(stream, 'none', events)));
    for (const { stream, events } of all) expect((await store.read(stream)).map(({ id }) => id)).toEqual(events.map(({ id }) => id));
  });
});
