import { listed } from '@causeway/event-sourcing/testing';
import { of, operator, paging } from '@causeway/platform/testing';
import type { EventTokens } from '../steps/event-tokens';
import { hostEventList } from './host-event-list';
import { ListHostEvents, ListHostEventsHandler } from './list-host-events';

const events = Array.from({ length: 900 }, (_, i) => ({
  _id: `event-${String(i).padStart(4, '0')}`,
  eventId: `event-${String(i).padStart(4, '0')}`,
  integrationId: ['crm', 'crm', 'mail'][i % 3]!,
  vendorId: ['acme', 'acme', 'initech'][i % 3]!,
  subscriptionId: `subscription-${i % 40}`,
  status: ['SUCCESS', 'PENDING', 'FAILED'][i % 4] ?? 'SUCCESS',
  raisedOn: new Date(1.7e12 + Math.floor(i / 5) * 1000).toISOString(),
  about: { what: 'order', orderId: `order-${i}` },
  attempts: [],
}));
const newest = [...events].reverse();

it('the events of an integration are its vendor’s and the operator’s to see, from an index, whole and in order', async () => {
  const { views, faultOf, close } = await listed(hostEventList, events);
  const list = new ListHostEventsHandler(views, paging(), { make: () => 'token' } as unknown as EventTokens);
  for (const caller of [of('acme', 'integrations'), of('hooli', 'integrations'), operator])
    for (const integrationId of ['crm', 'mail', 'none']) {
      const wanted = newest.filter(
        (one) => one.integrationId === integrationId && (caller === operator || one.vendorId === caller.tenantId),
      );
      const fault = await faultOf((query) => list.execute(new ListHostEvents(caller, integrationId, query)), wanted);
      expect([caller.actor, integrationId, fault]).toEqual([caller.actor, integrationId, null]);
    }
  await close();
});
