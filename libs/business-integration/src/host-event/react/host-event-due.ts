import { due } from '@causeway/event-sourcing';
import { type HostLineWaiting, hostLines } from '../read/host-lines';
import { CallProductHost } from '../write/call-product-host';

/** Calls to be made again, and those that a crash cut. */
export const hostEventDue = due<HostLineWaiting>({
  name: 'host-event-due',
  view: hostLines,
  field: 'nextOn',
  command: ({ events, subscriptionId }) => new CallProductHost(events[0]?.integrationId ?? '', subscriptionId),
});
