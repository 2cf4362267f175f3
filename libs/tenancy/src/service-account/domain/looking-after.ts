import { type Asking, isAbove } from '../../tenant/domain/standing-over';
import type { Tenant } from '../../tenant/domain/tenant';
import { sameTenant } from '../../tenant/domain/tenant-id';
import { type Granting, looksAfter } from './granting';
import { type KnownAccount, known, type ServiceAccount, tenantOf, unknownAccount } from './service-account';

/**
 * Who may touch an account: the operator, the tenant itself and the reseller above it, the vendor for its application's.
 * To anybody else it is unknown. `home` is the tenant whose account it is.
 */
export const lookedAfterBy =
  (asking: Asking & Granting, home: Tenant) =>
  (state: ServiceAccount): KnownAccount => {
    const account = known(state);
    const isHome = sameTenant(asking.tid, tenantOf(account));
    const isAboveHome = account.owner.kind === 'tenant' && home.status !== 'absent' && isAbove(asking, home);
    if (!asking.isOperator && !isHome && !isAboveHome) throw unknownAccount();
    looksAfter(asking, account);
    return account;
  };
