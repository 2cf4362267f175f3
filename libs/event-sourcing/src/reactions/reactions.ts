import { Injectable } from '@nestjs/common';
import type { Command } from '@nestjs/cqrs';
import type { AnyDue } from '../due';
import type { Recorded } from '../model';
import type { Policy } from '../policy';
import { type AnyProcess, statesOf } from '../process-manager';
import type { Views } from '../read-models/views';
import type { AnyView } from '../view';
import type { Leases } from '../work/leases';
import { Reaction, type ReactionMeans } from './reaction';
import { tick } from './tick';

// biome-ignore lint/suspicious/noExplicitAny: a list of policies over every kind of fact; each is asked only about its own categories.
type AnyPolicy = Policy<any>;

const STATES_WITHIN_MS = 30_000;

/** Every policy, process manager and due of the process: registered by the modules, run by the workers. */
@Injectable()
export class Reactions {
  private readonly reactions = new Map<string, Reaction>();
  private readonly dues: AnyDue[] = [];

  constructor(
    private readonly means: ReactionMeans,
    private readonly views: Views,
  ) {}

  policies(...policies: readonly AnyPolicy[]): void {
    for (const { name, categories, when } of policies)
      this.add({ name, categories, ask: async (facts: readonly Recorded[]) => facts.flatMap((fact) => when(fact)) });
  }

  processes(...processes: readonly AnyProcess[]): void {
    for (const process of processes) {
      const states = statesOf(process);
      this.views.add(states);
      this.add({
        name: `${process.name}-process`,
        categories: process.categories,
        ask: (facts: readonly Recorded[], position: number) => this.owed(process, states, facts, position),
      });
    }
  }

  due(...dues: readonly AnyDue[]): void {
    this.dues.push(...dues);
  }

  names(): readonly string[] {
    return [...this.reactions.keys()];
  }

  reaction(name: string): Reaction | null {
    return this.reactions.get(name) ?? null;
  }

  start(leases: Leases): void {
    for (const [name, reaction] of this.reactions) leases.hold(`reaction:${name}`, (lease) => reaction.work(lease));
    leases.hold('ticker', (lease) => tick(this.dues, this.views, this.means, lease));
  }

  private add(reacting: ConstructorParameters<typeof Reaction>[0]): void {
    if (this.reactions.has(reacting.name)) throw new Error(`Two subscribers are called ${reacting.name}.`);
    this.reactions.set(reacting.name, new Reaction(reacting, this.means));
  }

  /** What the processes that these facts belong to still owe, by their states as far as these facts (or further). */
  private async owed(
    process: AnyProcess,
    states: AnyView,
    facts: readonly Recorded[],
    position: number,
  ): Promise<readonly Command<unknown>[]> {
    if (!(await this.views.reached([states.name], position, STATES_WITHIN_MS)))
      throw new Error(`The states of ${process.name} do not keep up.`);
    const because = new Map(facts.map((fact) => [process.correlate(fact), fact]));
    because.delete(null);
    const found = (await this.views
      .model(states)
      .find({ _id: { $in: [...because.keys()] } })
      .lean()) as { _id: string }[];
    return found.flatMap((state) => process.owed(state, because.get(state._id)!));
  }
}
