import { specify } from '@causeway/event-sourcing/testing';
import { lane } from './lane';
import { advanced, delivered, failed, revived, taken } from './lane.examples';
import { Queue } from './queue';
import { delayAfter, RETRIES } from './schedule';

const { given } = specify(lane);
const times = (wall: number, monotonic = 0) => ({ wall, monotonic });
const options = { replay: false, capacity: 10, jitter: () => 0 };
const at = (text: string) => Date.parse(text);

describe("a lane's record", () => {
  it('keeps how far it is, what is outstanding and what failed', () =>
    expect(given(taken, advanced).state()).toMatchObject({
      ...{ worker: 'w1', batch: 1, low: 9, done: [], outstanding: { 'order:2': [7, 9] }, onlyFailuresSince: '2026-01-01T09:00:00.000Z' },
      failing: { 'order:2': { place: 7, number: 1, tries: 1, state: 'failed', delayMs: 5000 } },
    }));
  it('takes a batch once', () => expect(given(taken, advanced, advanced).state()).toEqual(given(taken, advanced).state()));
  it('forgets a failure with the success after it', () => {
    const next = {
      ...advanced,
      data: { ...advanced.data, batch: 2, outcomes: [{ ...failed, number: 2, state: 'delivered' as const }], outstanding: [] },
    };
    expect(given(taken, advanced, next).state()).toMatchObject({ outstanding: { 'order:2': [9] }, failing: {}, onlyFailuresSince: null });
  });
  it('starts each failure anew when the consumer is resumed', () =>
    expect(given(taken, advanced, revived).state()).toMatchObject({
      revivedAt: 40,
      failing: { 'order:2': { tries: 0, number: 1, nextAttemptOn: null } },
      onlyFailuresSince: null,
    }));
  it('is forgotten of what it delivered above its low-water mark once that passes', () => {
    const early = { ...advanced, data: { ...advanced.data, low: 3, outcomes: [delivered], outstanding: [] } };
    expect(given(taken, early).state()).toMatchObject({ low: 3, done: [5] });
    expect(
      given(taken, early, { ...advanced, data: { ...advanced.data, batch: 2, low: 6, outcomes: [], outstanding: [] } }).state(),
    ).toMatchObject({ low: 6, done: [] });
  });
});

describe('the schedule', () => {
  it('waits as it was promised, with ten per cent of jitter, and then no more', () => {
    expect(RETRIES.map((ms) => ms / 1000)).toEqual([5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400]);
    expect([delayAfter(1, 1), delayAfter(1, -1), delayAfter(9, 0), delayAfter(10, 0)]).toEqual([5500, 4500, 86_400_000, null]);
  });
  it('does what it is asked, within a day, and still counts the try', () => {
    expect([delayAfter(1, 0, 2000), delayAfter(3, 0, 999_999_999), delayAfter(2, 0, 0), delayAfter(10, 0, 2000)]).toEqual([
      2000,
      86_400_000,
      300_000,
      null,
    ]);
  });

  const failing = () => given(taken, advanced).state();
  it('goes on after a restart with the time that was left', () => {
    const queue = new Queue(failing(), options, times(at('2026-01-01T09:00:02.012Z'), 1000));
    expect(queue.take()).toBeNull();
    expect(queue.soonest).toBe(4000);
    queue.tick(4000);
    expect(queue.take()).toMatchObject({ entry: { place: 7 }, number: 2 });
  });
  it('waits no longer than was meant when the clock was put back an hour', () =>
    expect(new Queue(failing(), options, times(at('2026-01-01T08:00:02.000Z'))).soonest).toBe(5000));
  it('is not hurried by a clock that is put forward while it runs: it counts time by itself', () => {
    const queue = new Queue<{ messageId: string; position: number }>(lane.initial, options, times(0));
    queue.offer(1, 'a', { messageId: 'm', position: 1 });
    queue.settle(
      queue.take()!.entry,
      {
        kind: 'refused',
        startedOn: '2026-01-01T09:00:00.000Z',
        durationMs: 0,
        status: 500,
        error: null,
        answer: null,
        sealedFor: null,
        retryAfterMs: null,
      },
      times(0, 100),
    );
    queue.tick(5099);
    expect(queue.take()).toBeNull();
    queue.tick(5100);
    expect(queue.take()).not.toBeNull();
  });
});
