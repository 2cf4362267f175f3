import { Streams } from '@causeway/event-sourcing';
import { invalid, unknown } from '@causeway/event-sourcing/model';
import { Injectable } from '@nestjs/common';
import type { Seen } from './viewing';

/** A revision, or a time. */
export type Moment = Readonly<{ revision: number } | { time: string }>;
export type Then = Readonly<{ revision: number; at: string; state: unknown }>;

/** `12` is a revision, everything else must be a time. */
export const momentOf = (pointer: string, text: string): Moment => {
  if (/^\d{1,9}$/.test(text)) return { revision: Number(text) };
  if (!/^\d{4}-\d\d-\d\d(T.*)?$/.test(text) || Number.isNaN(Date.parse(text)))
    throw invalid([{ pointer, message: 'must be a revision or an ISO 8601 time' }]);
  return { time: new Date(text).toISOString() };
};

/** How a thing stood; any moment of it is at most a thousand facts away from a snapshot (kernel, `Snapshots`). */
@Injectable()
export class States {
  constructor(private readonly streams: Streams) {}

  async at({ stream, subject }: Seen, moment: Moment): Promise<Then> {
    const then = await this.streams.at(stream, moment);
    if (then === null) throw unknown('subject.revision-unknown', 'It did not stand then: it began later, or has no such revision.');
    const { revision, occurredOn, state } = then;
    return { revision, at: occurredOn!, state: await subject.show(state, revision) };
  }
}
