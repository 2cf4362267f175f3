import { policy } from '@causeway/event-sourcing';
import type { HostLineEvent } from '../domain/host-line.events';
import { CallProductHost } from '../write/call-product-host';

/** At once, and when one is settled for the next behind it. */
export const whenHostEventRaisedThenCallProductHost = policy<HostLineEvent>({
  name: 'when-host-event-raised-then-call-product-host',
  categories: ['hostline'],
  when: ({ type, data }) =>
    type === 'HostEventRaised' || type === 'HostEventResolved' ? [new CallProductHost(data.integrationId, data.subscriptionId)] : [],
});
