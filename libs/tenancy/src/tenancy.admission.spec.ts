import { type Caller, Unauthenticated } from '@causeway/platform';
import { RegisterApplication } from './application/write/register-application';
import { EnsureOperatorAccount } from './service-account/write/ensure-operator-account';
import { OpenApplicationAccount } from './service-account/write/open-application-account';
import { OpenTenantAccount } from './service-account/write/open-tenant-account';
import type { TenantRole } from './tenant/domain/tenant.events';
import { OnboardTenant } from './tenant/write/onboard-tenant';
import { SetTenantStanding } from './tenant/write/set-tenant-standing';
import { agentOf, ask, compose, of, operator, refused, world } from './testing/composed';

let tenancy: Awaited<ReturnType<typeof compose>>;
const vendor = of('Acme', 'integrations', 'orders', 'gateway', 'data');

const onboard = (tenantId: string, ...roles: TenantRole[]) => {
  const wish = { tenantId, name: tenantId, companyCode: `${tenantId}|CZ`, roles, email: 'it@company.example', language: 'en' };
  return tenancy.commands.execute(new OnboardTenant(ask(operator), wish));
};
const openFor = async (tenantId: string, scopes: OpenTenantAccount['wish']['scopes']) =>
  (await tenancy.commands.execute(new OpenTenantAccount(ask(operator), tenantId, { name: 'programs', scopes }))).shown;
const agent = async (scopes: OpenTenantAccount['wish']['scopes']) =>
  (await tenancy.commands.execute(new OpenApplicationAccount(ask(vendor), 'acme.crm', { name: 'agent', scopes }))).shown;
const signIn = ({ clientId, clientSecret }: { clientId: string; clientSecret: string }) =>
  tenancy.admission.authenticate(clientId, clientSecret);

beforeAll(async () => {
  tenancy = await compose();
  await tenancy.commands.execute(new EnsureOperatorAccount({ clientId: 'operator-first', clientSecret: 'first secret' }));
  await onboard('Acme', 'partner');
  await onboard('globex', 'customer');
  const application = { applicationCode: 'acme.crm', name: 'Acme CRM', kind: 'cloud' } as const;
  await tenancy.commands.execute(new RegisterApplication(ask(vendor), application));
});
afterAll(() => tenancy.end());

describe('admission', () => {
  const pauseAcme = (to: 'pause' | 'resume' | 'close', tenantId = 'acme') =>
    tenancy.commands.execute(new SetTenantStanding(ask(operator), tenantId, to));
  const admit = (caller: Caller, writes = true) => tenancy.admission.admit(caller, writes);

  it('lets the operator and tenants into their own tenant only', async () => {
    const [first, globex] = [{ clientId: 'operator-first', clientSecret: 'first secret' }, await openFor('globex', ['orders'])];
    const target = async (account: typeof first, tid: string | null) => tenancy.admission.target((await signIn(account))!, tid);
    expect(await target(first, null)).toMatchObject({ tid: 'operator', scopes: expect.arrayContaining(['tenants', 'support']) });
    expect(await target(first, 'acme')).toBeNull();
    expect(await target(globex, null)).toEqual({ tid: 'globex', scopes: ['orders'] });
    expect(await target(globex, 'GLOBEX')).toMatchObject({ tid: 'globex' });
    expect([await target(globex, 'acme'), await target(globex, 'nobody')]).toEqual([null, null]);
  });

  it('lets applications into their vendor’s tenant, and those of customers who use them, with less', async () => {
    const credentials = (await signIn(await agent(['orders', 'gateway', 'data'])))!;
    const target = (tid: string | null) => tenancy.admission.target(credentials, tid);
    expect(await target(null)).toMatchObject({ tid: null });
    expect(await target('acme')).toEqual({ tid: 'Acme', scopes: ['orders', 'gateway', 'data'] });
    expect([await target('globex'), await target('nobody'), await target('no such')]).toEqual([null, null, null]);
    world.subscribed.add('globex acme.crm');
    expect(await target('Globex')).toEqual({ tid: 'globex', scopes: ['gateway', 'data'] });
    const inside = agentOf('acme.crm', 'Acme', 'globex', 'data');
    await expect(admit(inside)).resolves.toBeUndefined();
    world.subscribed.clear();
    await expect(admit(inside)).rejects.toEqual(refused('token.context-ended'));
    await expect(admit(inside)).rejects.toBeInstanceOf(Unauthenticated);
  });

  it('lets a paused tenant read and sign in, and write nothing, nor its applications', async () => {
    const account = await openFor('acme', ['orders']);
    await pauseAcme('pause');
    const application = agentOf('acme.crm', 'Acme', null, 'data');
    for (const caller of [vendor, application]) {
      await expect(admit(caller, false)).resolves.toBeUndefined();
      await expect(admit(caller)).rejects.toEqual(refused('tenant.paused'));
    }
    expect(await signIn(account)).toMatchObject({ scopes: ['orders'] });
    await expect(admit(operator)).resolves.toBeUndefined();
    await pauseAcme('resume');
    await expect(admit(vendor)).resolves.toBeUndefined();
  });

  it('ends at once when a tenant is closed, for its applications too', async () => {
    const accounts = [await openFor('acme', ['orders']), await agent(['orders'])];
    await pauseAcme('close');
    for (const account of accounts) expect(await signIn(account)).toBeNull();
    for (const caller of [vendor, agentOf('acme.crm', 'Acme', 'Acme', 'orders')])
      await expect(admit(caller, false)).rejects.toEqual(refused('token.tenant-closed'));
    await expect(openFor('acme', ['orders'])).rejects.toEqual(refused('tenant.closed'));
  });
});
