import { view } from '@causeway/event-sourcing';
import { Schema } from 'mongoose';
import { type HostEvent, hostLine } from '../domain/host-line';
import type { HostLineEvent } from '../domain/host-line.events';

export type HostEventListed = HostEvent & { subscriptionId: string; vendorId: string };

/** An integration is one vendor's, so whose it is only needs to be in sight. */
export const NEWEST_OF_INTEGRATION = { integrationId: 1, raisedOn: -1, _id: -1, vendorId: 1 } as const;

export const hostEventList = view<HostLineEvent, HostEventListed>({
  name: 'host-event-list',
  version: 3,
  categories: ['hostline'],
  keys: (fact) => ('eventId' in fact.data ? [fact.data.eventId] : []),
  fold: (document, fact) => {
    const [event] = hostLine.evolve({ events: document ? [document] : [], syncs: [] }, fact).events;
    const { subscriptionId, vendorTenantId } = fact.data;
    // Known fields of a document stay as they are; for a new one they stand before what is copied, which costs V8 far less.
    return event ? { subscriptionId, vendorId: vendorTenantId.toLowerCase(), ...event } : null;
  },
  schema: new Schema({ _id: String }, { strict: false, versionKey: false })
    .index(NEWEST_OF_INTEGRATION)
    .index({ integrationId: 1, status: 1, raisedOn: 1 }),
});
