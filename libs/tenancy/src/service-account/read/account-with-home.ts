import type { Streams } from '@causeway/event-sourcing';
import type { Caller } from '@causeway/platform';
import { type Tenant, tenant, tenantStream } from '../../tenant/domain/tenant';
import { lookedAfterBy } from '../domain/looking-after';
import { accountStream, type KnownAccount, known, type ServiceAccount, tenantOf } from '../domain/service-account';

/** The guard of one account for this caller: needs the account's tenant, which never changes, to know who is above it. */
export async function guardOf(streams: Streams, caller: Caller, clientId: string): Promise<(state: ServiceAccount) => KnownAccount> {
  const { isOperator, tenantId: tid, scopes } = caller;
  const { state } = await streams.load(accountStream(clientId));
  return lookedAfterBy({ isOperator, tid, scopes, clientId: caller.clientId }, await homeOf(streams, state));
}

async function homeOf(streams: Streams, state: ServiceAccount): Promise<Tenant> {
  const home = tenantOf(known(state));
  return home === null ? tenant.initial : (await streams.load(tenantStream(home))).state;
}
