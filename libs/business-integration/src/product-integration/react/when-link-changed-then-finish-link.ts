import { becauseOf, policy } from '@causeway/event-sourcing';
import type { ProductEvent } from '../../product/domain/product.events';
import type { IntegrationEvent } from '../domain/integration.events';
import { FinishLink } from '../write/finish-link';

const name = 'when-link-changed-then-finish-link';

/** Mends a crash between the two sides of a link: linking begins with the integration, unlinking with the product. */
export const whenLinkChangedThenFinishLink = policy<IntegrationEvent | ProductEvent>({
  name,
  categories: ['integration', 'product'],
  when: (fact) => {
    if (fact.type === 'IntegrationLinked')
      return [new FinishLink(fact.data.productId, fact.data.integrationId, 'linked', fact.position, becauseOf(fact, name))];
    if (fact.type === 'ProductIntegrationUnlinked')
      return [new FinishLink(fact.data.productId, fact.data.integrationId, 'unlinked', fact.position, becauseOf(fact, name))];
    return [];
  },
});
