import { setTimeout as sleep } from 'node:timers/promises';
import type { Leases } from '@causeway/event-sourcing';
import { laneKey, type RegisteredConsumer } from '../../consumer/domain/consumer';

/** Whose work a lane is: `any` worker's; of who has a stream of its agent open, `here`; or not this one's while none is, `nowhere`. */
export type Belonging = (key: string, consumer: RegisteredConsumer) => 'any' | 'here' | 'nowhere';

/** How long a lane stays after its last stream closed: an agent whose token expired opens again at once. */
const LINGERS_MS = 3_000;

/** The lanes that this process asked for. */
export class Holds {
  private readonly asked = new Set<string>();
  private readonly leaving = new Set<string>();

  constructor(
    private readonly leases: Omit<Leases, 'close'>,
    private readonly belongs: Belonging = () => 'any',
    private readonly lingersMs = LINGERS_MS,
  ) {}

  /** Whether the lane is to be asked for now; says so once. */
  begins(key: string, consumer: RegisteredConsumer): boolean {
    const unit = unitOf(consumer);
    if (this.asked.has(unit) || this.belongs(key, consumer) === 'nowhere') return false;
    this.asked.add(unit);
    return true;
  }

  take(key: string, consumer: RegisteredConsumer, run: Parameters<Leases['hold']>[1]): void {
    const { leases } = this;
    const unit = unitOf(consumer);
    const work: typeof run = async (lease) => {
      await run(lease);
      // It ended by itself: a registration that is over is nobody's work any more.
      if (!lease.signal.aborted) void leases.release(unit);
    };
    if (this.belongs(key, consumer) === 'any') leases.hold(unit, work);
    else leases.claim(unit, work);
  }

  /** Leaves the lane to where its agent is now, unless that one comes back. True when it was left. */
  async leave(key: string, consumer: RegisteredConsumer): Promise<boolean> {
    const unit = unitOf(consumer);
    const gone = () => this.asked.has(unit) && this.belongs(key, consumer) === 'nowhere';
    if (!gone() || this.leaving.has(unit)) return false;
    this.leaving.add(unit);
    try {
      await sleep(this.lingersMs, undefined, { ref: false });
      if (!gone()) return false;
      await this.leases.release(unit);
      this.asked.delete(unit);
      return true;
    } finally {
      this.leaving.delete(unit);
    }
  }
}

const unitOf = (consumer: RegisteredConsumer): string => `lane:${laneKey(consumer)}`;
