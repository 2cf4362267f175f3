import { unknown } from '@causeway/event-sourcing/model';
import { sameTenant } from '../../order/domain/parties';
import type { Integration } from '../domain/integration';

export const unknownIntegration = () => unknown('integration.unknown', 'There is no such integration.');

/** Its vendor alone knows of it; one that was deleted is known to nobody. */
export const ownIntegration =
  (tenantId: string) =>
  (now: Integration): void => {
    if (now.status !== 'live' || !sameTenant(now.vendorTenantId, tenantId)) throw unknownIntegration();
  };
