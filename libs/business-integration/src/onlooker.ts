import type { Caller } from '@causeway/platform';
import type { Onlooker } from './order/domain/parties';

/** The caller, as rules about shared things see him; 403 in the master context. */
export const onlookerOf = (caller: Caller): Onlooker => ({
  tenantId: caller.tenantId,
  operator: caller.isOperator,
  application: caller.account.kind === 'application',
});
