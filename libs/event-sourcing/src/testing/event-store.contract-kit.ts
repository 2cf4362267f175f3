import { randomBytes, randomUUID } from 'node:crypto';
import type { EventStore, Expected, Proposed, Receipt, Stretch } from '../event-store';
import type { Json, Stored } from '../model';

export type Opened = { store: EventStore; reopen?: () => Promise<EventStore>; close(): Promise<void> };

const meta = { tenantId: 'acme', actor: 'client:ada', correlationId: 'correlation', causationId: 'cause' };

export const proposed = (data: Json = {}, over: Partial<Proposed> = {}): Proposed => ({
  id: randomUUID(),
  type: 'SomethingHappened',
  data,
  schemaVersion: 1,
  occurredOn: '2026-01-01T09:00:00.000Z',
  meta,
  ...over,
});

export const several = (count: number): Proposed[] => Array.from({ length: count }, (_, n) => proposed({ n }));

/** What is common to a fact before and after it was written. */
export const asProposed = ({ id, type, data, schemaVersion, occurredOn, meta }: Stored | Proposed): Proposed => ({
  id,
  type,
  data,
  schemaVersion,
  occurredOn,
  meta,
});

export const ids = (facts: readonly { id: string }[]): string[] => facts.map(({ id }) => id);

export const ascending = (numbers: readonly number[]): boolean => numbers.every((number, at) => at === 0 || number > numbers[at - 1]!);

/** The store under test, and names that no other case uses. */
export class Subject {
  private run = '';
  private names = 0;
  private subscriptions: AbortController[] = [];

  constructor(private readonly opened: () => Opened) {}

  get store(): EventStore {
    return this.opened().store;
  }

  begin(): void {
    this.run = randomBytes(6).toString('hex');
    this.names = 0;
    this.subscriptions = [];
  }

  async end(): Promise<void> {
    for (const controller of this.subscriptions) controller.abort();
    // A turn for the subscriptions to end before the store is closed under them.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }

  /** A category that nobody else uses. */
  category(): string {
    this.names += 1;
    return `c${this.names}x${this.run}`;
  }

  stream(category = this.category()): string {
    this.names += 1;
    return `${category}-${this.names}`;
  }

  /** Appends to a stream that nobody else writes to, and says what the store said. */
  async given(stream: string, ...events: readonly Proposed[]): Promise<Receipt> {
    const last = await this.store.readBackwards(stream, { limit: 1 });
    return this.store.append(stream, last[0]?.revision ?? 'none', events);
  }

  async reopened(): Promise<EventStore> {
    const opened = this.opened();
    if (opened.reopen) opened.store = await opened.reopen();
    return opened.store;
  }

  /** Whatever a subscription gives, until it has given enough. */
  async listen(
    options: { after?: number; categories: readonly string[]; batch?: number },
    enough: (facts: readonly Stored[], stretch: Stretch) => boolean,
    each: (stretch: Stretch) => Promise<void> | void = () => undefined,
  ): Promise<{ facts: Stored[]; stretches: Stretch[] }> {
    const controller = new AbortController();
    this.subscriptions.push(controller);
    const facts: Stored[] = [];
    const stretches: Stretch[] = [];
    for await (const stretch of this.store.subscribe({ after: 0, ...options, signal: controller.signal })) {
      stretches.push(stretch);
      facts.push(...stretch.facts);
      await each(stretch);
      if (enough(facts, stretch)) controller.abort();
    }
    return { facts, stretches };
  }

  /** The facts of these categories, page by page until nothing is left. */
  async pages(categories: readonly string[], limit: number, after = 0): Promise<Stretch[]> {
    const stretches: Stretch[] = [];
    for (let position = after; ; ) {
      const stretch = await this.store.readAll({ after: position, categories, limit });
      stretches.push(stretch);
      position = stretch.position;
      if (stretch.caughtUp) return stretches;
    }
  }

  async all(categories: readonly string[], after = 0): Promise<Stored[]> {
    return (await this.pages(categories, 1_000, after)).flatMap(({ facts }) => facts);
  }
}

/** How an append ended. */
export const outcome = (append: Promise<Receipt>): Promise<Receipt | { expected: Expected; actual: Expected }> =>
  append.catch((error: { name: string; expected: Expected; actual: Expected }) => {
    if (error.name !== 'RevisionConflict') throw error;
    return { expected: error.expected, actual: error.actual };
  });
