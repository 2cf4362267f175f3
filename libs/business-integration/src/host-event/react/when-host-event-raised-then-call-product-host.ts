import { policy } from '@causeway/event-sourcing';
import type { HostLineEvent } from '../domain/host-line.events';
import { CallProductHost } from '../write/call-product-host';

/** At once, and when one is settled otherwise than by its call, for the next behind it: after a call the lane looks by itself. */
export const whenHostEventRaisedThenCallProductHost = policy<HostLineEvent>({
  name: 'when-host-event-raised-then-call-product-host',
  categories: ['hostline'],
  when: ({ type, data }) =>
    type === 'HostEventRaised' || (type === 'HostEventResolved' && data.by !== 'answer')
      ? [new CallProductHost(data.integrationId, data.subscriptionId)]
      : [],
});
