import { becauseOf, policy } from '@causeway/event-sourcing';
import type { HostLineEvent } from '../domain/host-line.events';
import { ConcludeHostEvent } from '../write/conclude-host-event';

const name = 'when-host-event-answered-then-conclude-order';

/** Mends a crash between what the product host said and its order. */
export const whenHostEventAnsweredThenConcludeOrder = policy<HostLineEvent>({
  name,
  categories: ['hostline'],
  when: (fact) => {
    if (fact.type !== 'HostEventResolved' && fact.type !== 'HostEventTaken') return [];
    const { orderId } = fact.data;
    if (orderId === null) return [];
    return [new ConcludeHostEvent(orderId, fact.type === 'HostEventResolved' ? fact.data.result : null, becauseOf(fact, name))];
  },
});
