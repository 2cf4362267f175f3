import { view } from '@causeway/event-sourcing';
import { Schema } from 'mongoose';
import { type HostLine, headOf, hostLine } from '../domain/host-line';
import type { HostLineEvent } from '../domain/host-line.events';

/** A line with somebody to call. `nextOn`: when; null while it waits for a person. Gone when nothing is left to be told. */
export type HostLineWaiting = HostLine & { subscriptionId: string; nextOn: string | null };

export const hostLines = view<HostLineEvent, HostLineWaiting>({
  name: 'host-lines',
  version: 2,
  categories: ['hostline'],
  keys: (fact) => [fact.data.subscriptionId],
  fold: (document, fact) => {
    const { events, syncs } = hostLine.evolve(document ?? hostLine.initial, fact);
    // What is over is of no use here; the stream and the list of events keep it.
    const open = events.filter(({ status }) => status !== 'SUCCEEDED' && status !== 'FAILED');
    if (open.length === 0) return null;
    const nextOn = headOf({ events: open, syncs })?.nextOn ?? null;
    return { events: open, syncs: [], subscriptionId: fact.data.subscriptionId, nextOn };
  },
  schema: new Schema({ _id: String }, { strict: false, versionKey: false }).index({ nextOn: 1 }),
});
