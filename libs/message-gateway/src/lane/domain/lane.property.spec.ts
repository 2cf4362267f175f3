import { recorded } from '@causeway/event-sourcing/testing';
import * as fc from 'fast-check';
import { type Lane, lane } from './lane';
import type { LaneEvent } from './lane.events';
import { type Attempted, Queue } from './queue';
import { RETRIES } from './schedule';

type Item = { messageId: string; position: number };
const SUBJECTS = ['a', 'b', 'c'];

/** A lane, its record and a receiver, with a clock that only the test moves. */
class World {
  state: Lane = lane.initial;
  log: { place: number; subject: string }[] = [];
  queue: Queue<Item>;
  now = 1_000_000;
  underWay: { place: number; subject: string; entry: ReturnType<Queue<Item>['take']> }[] = [];
  accepted = new Set<number>();
  skipped = new Set<number>();
  notBefore = new Map<number, number>();
  wish = -1;

  constructor(readonly replay: boolean) {
    this.queue = this.open();
  }

  private times = () => ({ wall: this.now, monotonic: this.now });
  private open = () => new Queue<Item>(this.state, { replay: this.replay, capacity: 1000, jitter: () => 0 }, this.times());

  publish(subject: string): void {
    const place = (this.log.at(-1)?.place ?? 0) + 2;
    this.log.push({ place, subject });
    this.offerAll();
  }
  offerAll(): void {
    for (const { place, subject } of this.log) this.queue.offer(place, subject, { messageId: `m${place}`, position: place });
  }
  send(): void {
    const taken = this.queue.take();
    if (!taken) return;
    const { entry } = taken;
    this.queue.fill(entry, { messageId: `m${entry.place}`, position: entry.place });
    // In order: everything before it of its subject was accepted, or given up by a person.
    for (const { place, subject } of this.log)
      if (subject === entry.subject && place < entry.place && !this.replay)
        expect(this.accepted.has(place) || this.skipped.has(place)).toBe(true);
    expect(this.underWay.some(({ subject }) => subject === entry.subject)).toBe(false);
    expect(this.now).toBeGreaterThanOrEqual(this.notBefore.get(entry.place) ?? 0);
    this.underWay.push({ place: entry.place, subject: entry.subject, entry: taken });
  }
  answer(kind: Attempted['kind']): void {
    const sent = this.underWay.shift();
    if (!sent) return;
    const attempted: Attempted = {
      kind,
      startedOn: iso(this.now),
      durationMs: 0,
      status: null,
      error: null,
      answer: null,
      sealedFor: null,
      retryAfterMs: null,
    };
    const outcome = this.queue.settle(sent.entry!.entry, attempted, this.times());
    if (kind === 'accepted') this.accepted.add(sent.place);
    if (outcome.state === 'failed') this.notBefore.set(sent.place, this.now + RETRIES[outcome.tries - 1]!);
  }
  skip(nth: number): void {
    const one = this.log[nth % Math.max(1, this.log.length)];
    if (!one || this.accepted.has(one.place)) return;
    this.skipped.add(one.place);
    this.queue.skip(one.place, one.subject, { messageId: `m${one.place}`, position: one.place }, ++this.wish, iso(this.now));
  }
  record(most: number): void {
    const data = this.queue.drain(most);
    if (data) this.state = lane.evolve(this.state, recorded<LaneEvent>({ type: 'LaneAdvanced', data })[0]!);
  }
  crash(): void {
    // What was due at a time may be forgotten only with its attempt: then it is made again at once.
    for (const [place] of this.notBefore)
      if (!Object.values(this.state.failing).some((one) => one.place === place && one.nextAttemptOn !== null)) this.notBefore.delete(place);
    this.underWay = [];
    this.queue = this.open();
    this.offerAll();
    // Wishes are written elsewhere and heard again, from the first that the lane has not heeded.
    let wish = -1;
    for (const place of this.skipped)
      if (++wish > this.state.heeded)
        this.queue.skip(
          place,
          this.log.find((one) => one.place === place)!.subject,
          { messageId: `m${place}`, position: place },
          wish,
          iso(this.now),
        );
  }
  later(ms: number): void {
    this.now += ms;
    this.queue.tick(this.now);
  }
  settle(): void {
    for (let i = 0; i < 2000 && !(this.queue.idle && !this.queue.dirty); i++) {
      this.send();
      this.answer('accepted');
      this.record(7);
      if (i % 3 === 0) this.later(24 * 3600_000);
    }
  }
}

const iso = (ms: number) => new Date(ms).toISOString();

const step = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...SUBJECTS).map((subject) => (world: World) => world.publish(subject)) },
  { weight: 8, arbitrary: fc.constant((world: World) => world.send()) },
  {
    weight: 8,
    arbitrary: fc
      .constantFrom('accepted', 'accepted', 'refused', 'unacked')
      .map((kind) => (world: World) => world.answer(kind as Attempted['kind'])),
  },
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 4 }).map((most) => (world: World) => world.record(most)) },
  { weight: 2, arbitrary: fc.constant((world: World) => world.crash()) },
  { weight: 1, arbitrary: fc.nat(20).map((nth) => (world: World) => world.skip(nth)) },
  { weight: 3, arbitrary: fc.constantFrom(1000, 6000, 3600_000).map((ms) => (world: World) => world.later(ms)) },
);

describe('a lane, whatever happens', () => {
  it('tells every message at least once, in order per subject, never before its time', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
        const world = new World(false);
        for (const one of steps) one(world);
        world.crash();
        // Nothing exhausts here for good: a person resumes the consumer.
        world.queue.revive();
        world.notBefore.clear();
        world.settle();
        for (const { place } of world.log) expect(world.accepted.has(place) || world.skipped.has(place)).toBe(true);
        expect(world.state.outstanding).toEqual({});
        expect(world.state.failing).toEqual({});
        expect(world.state.done).toEqual([]);
        expect(world.state.low).toBe(world.log.at(-1)?.place ?? 0);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps so little on the record that it does not grow with what was delivered', () => {
    const world = new World(false);
    for (let i = 0; i < 500; i++) {
      world.publish(`s${i % 50}`);
      world.send();
      world.answer('accepted');
      world.record(100);
    }
    expect(world.state).toMatchObject({ low: 1000, done: [], outstanding: {}, failing: {} });
  });
});
