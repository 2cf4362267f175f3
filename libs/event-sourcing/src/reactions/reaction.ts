import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from '@nestjs/cqrs';
import type { EventStore } from '../event-store';
import { follow, type Progress, passes, Stuck } from '../follow';
import { type Act, type Recorded, Rejection, type Vocabulary } from '../model';
import type { Streams } from '../streams';
import type { Lease } from '../work/leases';
import { type Decide, keepPlace, placeStream, skipFact, startFollower, stopFollower } from './place';

export type ReactionMeans = Readonly<{
  store: EventStore;
  vocabulary: Vocabulary;
  streams: Streams;
  execute: (command: Command<unknown>) => Promise<unknown>;
  now: () => string;
  complain: (message: string) => void;
}>;

/** What a policy and a process manager have in common: facts in, commands out. */
export type Reacting = Readonly<{
  name: string;
  categories: readonly string[];
  ask: (facts: readonly Recorded[], position: number) => Promise<readonly Command<unknown>[]>;
}>;

const KEEP_EVERY_MS = 5000;
const LOOK_AGAIN_MS = 500;

/** One policy or process at work, for as long as this process holds its lease. */
export class Reaction {
  private interruption = new AbortController();
  private place = 0;

  constructor(
    readonly reacting: Reacting,
    private readonly means: ReactionMeans,
  ) {}

  /** How far it is; a little ahead of the record while it runs here. */
  async progress(): Promise<Progress> {
    const { state } = await this.means.streams.load(placeStream(this.reacting.name));
    return { ...state, position: Math.max(state.position, this.place) };
  }

  /** Asked by a person, who is recorded with it. Gives the position of what was recorded. */
  stop(reason: string | null, act: Act): Promise<number> {
    return this.steer(stopFollower(this.place, null, reason), act);
  }

  start(act: Act): Promise<number> {
    return this.steer(startFollower, act);
  }

  /** Goes on behind the one fact that it stopped at; refused when there is none. */
  skip(reason: string, act: Act): Promise<number> {
    return this.steer(skipFact(reason), act);
  }

  private async steer(decide: Decide, act: Act): Promise<number> {
    const { position } = await this.means.streams.transact(placeStream(this.reacting.name), decide, act);
    this.interruption.abort();
    return position;
  }

  async work({ signal }: Lease): Promise<void> {
    signal.addEventListener('abort', () => this.interruption.abort(), { once: true });
    while (!signal.aborted) {
      this.interruption = new AbortController();
      const either = AbortSignal.any([signal, this.interruption.signal]);
      await this.once(either).catch((error) => this.stuck(error, signal));
      await sleep(LOOK_AGAIN_MS, undefined, { signal: either }).catch(() => undefined);
    }
  }

  private async once(signal: AbortSignal): Promise<void> {
    const { state: from } = await this.means.streams.load(placeStream(this.reacting.name));
    if (from.state === 'stopped') return;
    this.place = from.position;
    let keptAt = performance.now();
    let unkept = false;
    await follow(this.means.store, this.means.vocabulary, {
      name: this.reacting.name,
      categories: this.reacting.categories,
      after: from.position,
      signal,
      handle: async (facts, position) => {
        for (const command of await this.reacting.ask(facts, position)) await this.execute(command);
      },
      keep: async (position, worked) => {
        this.place = position;
        unkept ||= worked;
        if (!unkept || performance.now() - keptAt < KEEP_EVERY_MS) return;
        await this.record(keepPlace(position));
        keptAt = performance.now();
        unkept = false;
      },
    });
    if (unkept) await this.record(keepPlace(this.place)).catch(() => undefined);
  }

  private async execute(command: Command<unknown>): Promise<void> {
    try {
      await this.means.execute(command);
    } catch (error) {
      // The business said no: an answer, not a fault. Everything else stops the loop at this fact.
      if (!(error instanceof Rejection)) throw error;
    }
  }

  private async stuck(error: unknown, signal: AbortSignal): Promise<void> {
    if (signal.aborted || passes(error)) return;
    const { fact } = error instanceof Stuck ? error : { fact: null };
    const message = error instanceof Error ? error.message : String(error);
    this.means.complain(`${this.reacting.name} stopped: ${message}`);
    const at = fact ? { position: fact.position, eventId: fact.id, type: fact.type } : { position: this.place, eventId: '', type: '' };
    await this.record(stopFollower(this.place, { message, ...at })).catch(() => undefined);
  }

  private record(decide: ReturnType<typeof keepPlace>) {
    const name = this.reacting.name;
    const act: Act = { tenantId: 'operator', actor: `system:${name}`, correlationId: name, causationId: name, at: this.means.now() };
    return this.means.streams.transact(placeStream(name), decide, act);
  }
}
