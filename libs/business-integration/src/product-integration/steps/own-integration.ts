import { conflict, unknown } from '@causeway/event-sourcing/model';
import type { Caller } from '@causeway/platform';
import { sameTenant } from '../../order/domain/parties';
import type { Integration } from '../domain/integration';

export const unknownIntegration = () => unknown('integration.unknown', 'There is no such integration.');

/** Its vendor alone knows of it; one that was deleted is known to nobody. */
export const ownIntegration =
  (tenantId: string) =>
  (now: Integration): void => {
    if (now.status !== 'live' || !sameTenant(now.vendorTenantId, tenantId)) throw unknownIntegration();
  };

/** Whose tokens say that a person is at the console (spec 60). */
export const CONSOLE_CLIENT = 'console';

/**
 * Who may change it: its vendor; at the console only while one product at most would feel it (spec 20). Programs say by
 * GraphQL what they mean, so they are not held back.
 */
export const editableBy =
  ({ tenantId, clientId }: Caller) =>
  (now: Integration): void => {
    ownIntegration(tenantId)(now);
    if (clientId === CONSOLE_CLIENT && now.status === 'live' && now.products.length > 1)
      throw conflict('integration.shared', 'It is linked to more than one product, so it is changed by GraphQL only.', {
        products: [...now.products],
      });
  };
