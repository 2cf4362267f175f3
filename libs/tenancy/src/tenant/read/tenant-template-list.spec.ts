import type { Streams } from '@causeway/event-sourcing';
import { listed } from '@causeway/event-sourcing/testing';
import { Caller, Paging, SealedVault } from '@causeway/platform';
import { ListTenantTemplates, ListTenantTemplatesHandler, tenantTemplateList } from './tenant-template-list';

const templates = Array.from({ length: 300 }, (_, i) => {
  const [owner, code] = [['operator', 'resell', 'other'][i % 3]!, `t${String((i * 7) % 300).padStart(3, '0')}`];
  return { _id: `${owner}.${code}`, owner, byCode: code, code, options: '{}', roles: [], language: 'en', ownerTenantId: owner };
});

it('the list of templates gives the own and the operator’s, from an index, whole and in order', async () => {
  const { views, faultOf, close } = await listed(tenantTemplateList, templates);
  const reseller = { load: async () => ({ state: { status: 'active', roles: ['reseller'] } }) } as unknown as Streams;
  const paging = new Paging(new SealedVault(Buffer.alloc(32, 3), undefined as never));
  const list = new ListTenantTemplatesHandler(views, paging, reseller);
  const callers = [
    new Caller('programs', { kind: 'tenant', tenantId: 'Resell' }, 'Resell', new Set(['tenants'])),
    new Caller('support', { kind: 'operator' }, 'operator', new Set(['tenants'])),
  ];
  for (const caller of callers) {
    const wanted = templates
      .filter(({ owner }) => owner === 'operator' || owner === caller.tenantId.toLowerCase())
      .sort((a, b) => a.code.localeCompare(b.code))
      .map((one) => ({ ...one, _id: one.code }));
    expect(await faultOf((query) => list.execute(new ListTenantTemplates(caller, query)), wanted, 'code')).toBeNull();
  }
  await close();
});
