import { BACKWARDS, END, type RecordedEvent } from '@eventstore/db-client';
import type { Connection } from './connection';
import { drain } from './drain';
import { isFact, positionOf } from './facts';

/** How many records are asked for, going back, until a fact is among them: mostly the newest record is one. */
const STEPS = [1, 64, 1_024, 8_192];

/**
 * The position of the newest fact. The server can only say what its newest record is, and that may be one of its own; so the
 * log is read backwards to the newest fact, and never again below what was already looked through.
 */
export class Head {
  private newest = 0;
  private lookedUpTo = 0;

  constructor(private readonly connection: Connection) {}

  /** The newest fact that this process knows of. */
  get known(): number {
    return this.newest;
  }

  /** A fact was seen, or written, here. */
  note(position: number): void {
    if (position > this.newest) this.newest = position;
  }

  async read(): Promise<number> {
    let top = 0;
    let from: RecordedEvent | undefined;
    for (let step = 0; ; step++) {
      const count = STEPS[Math.min(step, STEPS.length - 1)] ?? 1;
      const records = await this.back(from, count);
      top ||= records[0] ? positionOf(records[0]) : 0;
      const fact = records.find(isFact);
      if (fact) this.note(positionOf(fact));
      from = records.at(-1);
      if (fact || !from || records.length < count || positionOf(from) <= Math.max(this.lookedUpTo, this.newest)) break;
    }
    this.lookedUpTo = Math.max(this.lookedUpTo, top);
    return this.newest;
  }

  private back(from: RecordedEvent | undefined, maxCount: number): Promise<RecordedEvent[]> {
    return this.connection.ask('Reading the head', async (line, ms) => {
      const records: RecordedEvent[] = [];
      const read = line.client.readAll({ direction: BACKWARDS, fromPosition: from?.position ?? END, maxCount });
      await drain(line, read, ms, 'Reading the head', ({ event }) => {
        if (event) records.push(event);
      });
      return records;
    });
  }
}
