import { setTimeout as sleep } from 'node:timers/promises';
import { StoreUnavailable, type Streams } from '@causeway/event-sourcing';
import type { Act } from '@causeway/event-sourcing/model';
import { type Lane, laneStream } from '../domain/lane';
import type { LaneAdvanced, LaneEvent } from '../domain/lane.events';

/** Another worker has the lane now: whoever learns it stops, and has written nothing. */
export class LaneLost extends Error {}

/**
 * The lane's stream, as its owner writes it. The append is made at the revision that the owner has seen, and only while
 * its own name is the newest that took the lane: a worker that was frozen and wakes cannot write (spec 70).
 */
export class LaneRecord {
  private readonly stream;

  constructor(
    private readonly streams: Streams,
    key: string,
    private readonly replay: boolean,
    private readonly worker: string,
    private readonly tenantId: string,
    private readonly now: () => string,
  ) {
    this.stream = laneStream(key, replay);
  }

  async take(): Promise<Lane> {
    const { state } = await this.streams.transact(
      this.stream,
      (lane): readonly LaneEvent[] =>
        lane.worker === this.worker ? [] : [{ type: 'LaneTaken', data: { worker: this.worker, replay: this.replay } }],
      this.act(),
    );
    return state;
  }

  /** Waits for a store that is away, for as long as the signal allows. */
  advance(data: LaneAdvanced['data'], signal: AbortSignal): Promise<Lane> {
    return this.patiently((lane) => (lane.batch >= data.batch ? [] : [{ type: 'LaneAdvanced', data }]), signal);
  }

  revive(revivedAt: number, signal: AbortSignal): Promise<Lane> {
    return this.patiently((lane) => (lane.revivedAt >= revivedAt ? [] : [{ type: 'LaneRevived', data: { revivedAt } }]), signal);
  }

  private async patiently(decide: (lane: Lane) => readonly LaneEvent[], signal: AbortSignal): Promise<Lane> {
    const guard = (lane: Lane) => {
      if (lane.worker !== this.worker) throw new LaneLost();
    };
    for (;;) {
      try {
        return (await this.streams.transact(this.stream, decide, this.act(), { guard })).state;
      } catch (error) {
        if (!(error instanceof StoreUnavailable) || signal.aborted) throw error;
        await sleep(250, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  private act(): Act {
    return {
      tenantId: this.tenantId,
      actor: 'system:message-gateway',
      correlationId: this.worker,
      causationId: this.worker,
      at: this.now(),
    };
  }
}
