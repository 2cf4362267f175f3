import { policy } from '@causeway/event-sourcing';
import type { PurchaseEvent } from '../../purchase/domain/purchase.events';
import { finishing } from '../../written';
import { ReleaseOrder } from '../write/release-order';

/** Mends a crash between the guard and the order: what was opened is released, as its buyer asked for it. */
export const whenPurchaseOpenedThenReleaseOrder = policy<PurchaseEvent>({
  name: 'when-purchase-opened-then-release-order',
  categories: ['purchase'],
  when: (fact) => (fact.type === 'PurchaseOpened' ? [new ReleaseOrder(fact.data, finishing(fact))] : []),
});
