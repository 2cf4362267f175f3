import { subject } from '@causeway/event-sourcing';
import { type KnownTenant, type Tenant, tenantStream } from '../domain/tenant';
import type { TenantEvent } from '../domain/tenant.events';
import { TENANT_ID } from '../domain/tenant-id';
import { showTenant } from './tenant-shown';

/** `tenant:{id}`, for those who look back (spec 60): itself, and what its consumer has to tell its owner (spec 25). */
export const tenantSubject = subject<Tenant, TenantEvent>({
  kind: 'tenant',
  stream: (id) => (TENANT_ID.test(id) ? tenantStream(id) : null),
  sharers: (_, id) => [id.toLowerCase()],
  show: (tenant, revision) => showTenant(tenant as KnownTenant, revision),
  personal: ['email'],
  beside: (id) => [
    {
      facts: { stream: `consumer-${id.toLowerCase()}.${id.toLowerCase()}` },
      wanted: ({ type }) => type === 'ConsumerDisabled',
    },
  ],
});
