import type { Streams } from '@causeway/event-sourcing';
import { listed } from '@causeway/event-sourcing/testing';
import { of, operator, paging } from '@causeway/platform/testing';
import { ListTenantTemplates, ListTenantTemplatesHandler, tenantTemplateList } from './tenant-template-list';

const templates = Array.from({ length: 300 }, (_, i) => {
  const [owner, code] = [['operator', 'resell', 'other'][i % 3]!, `t${String((i * 7) % 300).padStart(3, '0')}`];
  return { _id: `${owner}.${code}`, owner, byCode: code, code, options: '{}', roles: [], language: 'en', ownerTenantId: owner };
});

it('the list of templates gives the own and the operator’s, from an index, whole and in order', async () => {
  const { views, faultOf, close } = await listed(tenantTemplateList, templates);
  const reseller = { load: async () => ({ state: { status: 'active', roles: ['reseller'] } }) } as unknown as Streams;
  const list = new ListTenantTemplatesHandler(views, paging(), reseller);
  for (const caller of [of('Resell', 'tenants'), operator]) {
    const wanted = templates
      .filter(({ owner }) => owner === 'operator' || owner === caller.tenantId.toLowerCase())
      .sort((a, b) => a.code.localeCompare(b.code))
      .map((one) => ({ ...one, _id: one.code }));
    expect(await faultOf((query) => list.execute(new ListTenantTemplates(caller, query)), wanted, 'code')).toBeNull();
  }
  await close();
});
