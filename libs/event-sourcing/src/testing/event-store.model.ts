import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import type { Expected, Proposed } from '../event-store';
import { ids, outcome, proposed, type Subject } from './event-store.contract-kit';

const RUNS = 25;
const SEED = 20_261_121;

/** The simplest thing that keeps the port's promises. */
class Model {
  readonly streams = new Map<string, string[]>();
  readonly log: { stream: string; id: string }[] = [];
  readonly appends: { stream: string; expected: Expected; events: Proposed[]; revision: number }[] = [];

  head(stream: string): Expected {
    const facts = this.streams.get(stream);
    return facts ? facts.length - 1 : 'none';
  }

  append(stream: string, expected: Expected, events: Proposed[]): { revision: number } | { expected: Expected; actual: Expected } {
    const actual = this.head(stream);
    if (actual !== expected) return { expected, actual };
    const revision = (actual === 'none' ? -1 : actual) + events.length;
    this.streams.set(stream, [...(this.streams.get(stream) ?? []), ...ids(events)]);
    this.log.push(...events.map(({ id }) => ({ stream, id })));
    this.appends.push({ stream, expected, events, revision });
    return { revision };
  }
}

type Command =
  | { kind: 'append'; stream: number; size: number; off: number }
  | { kind: 'repeat'; which: number }
  | { kind: 'mix'; which: number }
  | { kind: 'read'; stream: number; from: number; limit: number; backwards: boolean }
  | { kind: 'log'; after: number; limit: number; category: number };

const small = (max: number) => fc.integer({ min: 0, max });
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      stream: small(4),
      size: fc.integer({ min: 1, max: 4 }),
      off: fc.constantFrom(0, 0, 0, 0, -1, 1),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('repeat' as const), which: small(50) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('mix' as const), which: small(50) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('read' as const),
      stream: small(5),
      from: small(8),
      limit: small(8),
      backwards: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('log' as const),
      after: small(20),
      limit: fc.integer({ min: 1, max: 9 }),
      category: small(2),
    }),
  },
);

/** One run: the store and the model are told the same, and must say the same. */
class Run {
  private readonly model = new Model();
  private readonly categories: string[];
  private readonly streams: string[];
  private readonly positions: number[] = [];

  constructor(
    private readonly subject: Subject,
    private readonly start: number,
  ) {
    this.categories = [subject.category(), subject.category(), subject.category()];
    this.streams = [0, 0, 1, 1, 2, 0].map((category, at) => `${this.categories[category]}-${at}-${randomUUID()}`);
  }

  async perform(command: Command): Promise<void> {
    switch (command.kind) {
      case 'append': {
        const stream = this.streams[command.stream]!;
        const head = this.model.head(stream);
        const off = (head === 'none' ? -1 : head) + command.off;
        return this.append(
          stream,
          off < 0 ? 'none' : off,
          Array.from({ length: command.size }, () => proposed({ size: command.size })),
        );
      }
      case 'repeat': {
        const former = this.model.appends[command.which % (this.model.appends.length || 1)];
        if (!former) return;
        expect(await outcome(this.subject.store.append(former.stream, former.expected, former.events))).toMatchObject({
          revision: former.revision,
        });
        return;
      }
      case 'mix': {
        const former = this.model.appends[command.which % (this.model.appends.length || 1)];
        if (!former) return;
        const mixed = outcome(this.subject.store.append(former.stream, former.expected, [proposed(), ...former.events.slice(1)]));
        expect(await mixed).toEqual({ expected: former.expected, actual: this.model.head(former.stream) });
        return;
      }
      case 'read':
        return this.read(this.streams[command.stream]!, command);
      case 'log':
        return this.readLog(command);
    }
  }

  /** In the end a subscription tells the whole story once, in order. */
  async conclude(): Promise<void> {
    const expected = this.model.log.map(({ id }) => id);
    const options = { after: this.start, categories: this.categories, batch: 7 };
    const { facts } = await this.subject.listen(options, (facts, { caughtUp }) => caughtUp && facts.length >= expected.length);
    expect(ids(facts)).toEqual(expected);
  }

  private async append(stream: string, expected: Expected, events: Proposed[]): Promise<void> {
    const answer = await outcome(this.subject.store.append(stream, expected, events));
    expect(answer).toMatchObject(this.model.append(stream, expected, events));
    if (!('revision' in answer)) return;
    expect(answer.position).toBeGreaterThan(this.positions.at(-1) ?? 0);
    const facts = await this.subject.store.readBackwards(stream, { limit: events.length });
    this.positions.push(...facts.map(({ position }) => position).reverse());
  }

  private async read(stream: string, { from, limit, backwards }: { from: number; limit: number; backwards: boolean }): Promise<void> {
    const facts = this.model.streams.get(stream) ?? [];
    if (backwards) {
      const read = limit === 0 ? [] : await this.subject.store.readBackwards(stream, { from, limit });
      expect(ids(read)).toEqual(
        facts
          .slice(0, from + 1)
          .reverse()
          .slice(0, limit),
      );
    } else {
      const read = limit === 0 ? await this.subject.store.read(stream, { from }) : await this.subject.store.read(stream, { from, limit });
      expect(ids(read)).toEqual(limit === 0 ? facts.slice(from) : facts.slice(from, from + limit));
    }
  }

  private async readLog({ after, limit, category }: { after: number; limit: number; category: number }): Promise<void> {
    const wanted = this.categories[category]!;
    const place = after === 0 ? this.start : (this.positions[after - 1] ?? this.positions.at(-1) ?? this.start);
    const pages = await this.subject.pages([wanted], limit, place);
    const expected = this.model.log.filter(({ stream }, at) => this.positions[at]! > place && stream.startsWith(`${wanted}-`));
    expect(pages.flatMap(({ facts }) => ids(facts))).toEqual(expected.map(({ id }) => id));
  }
}

export const modelContract = (subject: Subject): void => {
  describe('against a model', () => {
    it(`says the same as the model over ${RUNS} random histories`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 40 }), async (commands) => {
          const run = new Run(subject, await subject.store.head());
          for (const each of commands) await run.perform(each);
          await run.conclude();
        }),
        { numRuns: RUNS, seed: SEED },
      );
    }, 120_000);
  });
};
