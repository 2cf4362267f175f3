import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { Connection } from 'mongoose';
import { Leases, type Work } from './leases';

/** `shares`: it takes part in sharing what any worker can do. */
type WorkerDocument = { _id: string; beat: number; shares?: boolean };
type LeaseDocument = { _id: string; owner: string; term: number };

const BEAT_MS = 1000;
/** Silence after which another's work is taken over; well under the promised 10 s (spec 70, *Several workers*). */
const SILENT_MS = 4500;

type Unit = { run: Work; claimed: boolean; held: { ending: AbortController; done: Promise<void> } | null };

/**
 * Leases among workers that share a MongoDB. Each worker raises a number of its own; whoever's number has not moved for
 * 4.5 s by the watcher's own monotonic clock is gone, and its units are taken by a guarded write. No wall clock is
 * compared with another, so clocks may jump. A worker that finds that it slept itself lets go of everything first. What is
 * claimed goes to the first who claims it, however much that one has already.
 */
export class SharedLeases extends Leases {
  private readonly me: string = randomUUID();
  private readonly units = new Map<string, Unit>();
  private readonly seen = new Map<string, { beat: number; at: number }>();
  private beat = 0;
  private lastBeat = performance.now();
  private timer: NodeJS.Timeout | null = null;
  private soon: NodeJS.Immediate | null = null;
  private closed = false;
  private rounds: Promise<void> = Promise.resolve();

  constructor(private readonly connection: Connection) {
    super();
  }

  hold(unit: string, run: Work): void {
    this.want(unit, { run, claimed: false, held: null });
  }

  claim(unit: string, run: Work): void {
    this.want(unit, { run, claimed: true, held: null });
  }

  async release(unit: string): Promise<void> {
    const entry = this.units.get(unit);
    if (entry === undefined) return;
    this.units.delete(unit);
    await this.letGo(entry);
    // What cannot be given back now is given back in a later round.
    await this.leases.deleteOne({ _id: unit, owner: this.me }).catch(() => undefined);
  }

  private want(unit: string, entry: Unit): void {
    if (this.closed) return;
    this.units.set(unit, entry);
    this.roundSoon();
    // A process that holds nothing is no worker: it takes no part in sharing.
    if (this.timer !== null) return;
    this.lastBeat = performance.now();
    this.timer = setInterval(() => this.nextRound(), BEAT_MS);
  }

  /** One for all that is wanted in this turn. */
  private roundSoon(): void {
    this.soon ??= setImmediate(() => {
      this.soon = null;
      this.nextRound();
    });
  }

  private nextRound(): void {
    this.rounds = this.rounds.then(() => (this.closed ? undefined : this.round())).catch(() => this.letGoWhenSilent());
  }

  async close(): Promise<void> {
    this.closed = true;
    if (this.timer) clearInterval(this.timer);
    await this.rounds.catch(() => undefined);
    await Promise.all([...this.units.values()].map((entry) => this.letGo(entry)));
    await this.leases.deleteMany({ owner: this.me }).catch(() => undefined);
    await this.workers.deleteOne({ _id: this.me }).catch(() => undefined);
  }

  private get workers() {
    return this.connection.collection<WorkerDocument>('workers');
  }
  private get leases() {
    return this.connection.collection<LeaseDocument>('leases');
  }

  private async round(): Promise<void> {
    await this.letGoWhenSilent();
    this.beat++;
    const shares = [...this.units.values()].some(({ claimed }) => !claimed);
    await this.workers.replaceOne({ _id: this.me }, { beat: this.beat, shares }, { upsert: true });
    this.lastBeat = performance.now();

    const alive = await this.aliveWorkers();
    const leases = new Map((await this.leases.find({}).toArray()).map((lease) => [lease._id, lease]));
    await this.tidy(leases);
    const sharing = [...alive.values()].filter(Boolean).length;
    const common = [...this.units].filter(([, { claimed }]) => !claimed);
    const fairShare = Math.ceil(common.length / Math.max(1, sharing));
    const mine = common.filter(([, { held }]) => held !== null);
    for (const [unit, entry] of mine.slice(fairShare)) await this.giveAway(unit, entry);
    let room = fairShare - mine.length;
    for (const [unit, { held, claimed }] of this.units) {
      if (held || (!claimed && room <= 0)) continue;
      const lease = leases.get(unit);
      if (lease && alive.has(lease.owner) && lease.owner !== this.me) continue;
      if ((await this.take(unit, lease)) && !claimed) room--;
    }
  }

  /** What another took is ended here; what was released while the documents were away is given back. */
  private async tidy(leases: ReadonlyMap<string, LeaseDocument>): Promise<void> {
    for (const [unit, entry] of this.units) if (entry.held && leases.get(unit)?.owner !== this.me) await this.letGo(entry);
    for (const [unit, { owner }] of leases)
      if (owner === this.me && !this.units.has(unit)) await this.leases.deleteOne({ _id: unit, owner: this.me });
  }

  /** Who shares, by name: workers whose number moved within the time of silence; those first seen now get the benefit of the doubt. */
  private async aliveWorkers(): Promise<Map<string, boolean>> {
    const now = performance.now();
    const alive = new Map<string, boolean>();
    for (const { _id, beat, shares = true } of await this.workers.find({}).toArray()) {
      const before = this.seen.get(_id);
      if (before === undefined || before.beat !== beat) this.seen.set(_id, { beat, at: now });
      if (now - (this.seen.get(_id)?.at ?? 0) < SILENT_MS) alive.set(_id, shares);
      else if (_id !== this.me) await this.workers.deleteOne({ _id, beat });
    }
    return alive;
  }

  private async take(unit: string, lease: LeaseDocument | undefined): Promise<boolean> {
    try {
      const filter = lease ? { _id: unit, owner: lease.owner, term: lease.term } : { _id: unit, term: -1 };
      const { modifiedCount, upsertedCount } = await this.leases.updateOne(
        filter,
        { $set: { owner: this.me, term: (lease?.term ?? -1) + 1 } },
        { upsert: !lease },
      );
      if (modifiedCount + upsertedCount === 0) return false;
    } catch (error) {
      if ((error as { code?: number }).code === 11000) return false; // another was faster
      throw error;
    }
    const entry = this.units.get(unit);
    if (entry === undefined) {
      // It was released meanwhile.
      await this.leases.deleteOne({ _id: unit, owner: this.me });
      return false;
    }
    const ending = new AbortController();
    setMaxListeners(0, ending.signal);
    entry.held = { ending, done: entry.run({ signal: ending.signal }) };
    return true;
  }

  private async giveAway(unit: string, entry: Unit): Promise<void> {
    await this.letGo(entry);
    await this.leases.deleteOne({ _id: unit, owner: this.me });
  }

  private async letGo(entry: Unit): Promise<void> {
    if (!entry.held) return;
    const { ending, done } = entry.held;
    entry.held = null;
    ending.abort();
    await done.catch(() => undefined);
  }

  private async letGoWhenSilent(): Promise<void> {
    if (performance.now() - this.lastBeat < SILENT_MS) return;
    this.lastBeat = performance.now();
    await Promise.all([...this.units.values()].map((entry) => this.letGo(entry)));
  }
}
