import type { Caller } from '@causeway/platform';
import { ListApplications } from './application/read/application-list';
import { GetApplication } from './application/read/one-application';
import { RegisterApplication } from './application/write/register-application';
import { Applications, Companies } from './published';
import { ListServiceAccounts } from './service-account/read/account-list';
import { GetServiceAccount } from './service-account/read/one-account';
import { AddSecret } from './service-account/write/add-secret';
import { EnsureOperatorAccount } from './service-account/write/ensure-operator-account';
import { OpenApplicationAccount } from './service-account/write/open-application-account';
import { OpenTenantAccount } from './service-account/write/open-tenant-account';
import { RevokeAccount } from './service-account/write/revoke-account';
import type { TenantRole } from './tenant/domain/tenant.events';
import { OnboardTenant } from './tenant/write/onboard-tenant';
import { agentOf, ask, askAgain, compose, of, operator, refused, world } from './testing/composed';

let tenancy: Awaited<ReturnType<typeof compose>>;
const vendor = of('Acme', 'integrations', 'orders', 'gateway', 'data');

const onboard = (tenantId: string, ...roles: TenantRole[]) => {
  const wish = { tenantId, name: tenantId, companyCode: `${tenantId}|CZ`, roles, email: 'it@company.example', language: 'en' };
  return tenancy.commands.execute(new OnboardTenant(ask(operator), wish));
};
const register = (caller: Caller, applicationCode: string, kind: 'cloud' | 'native' = 'cloud') =>
  tenancy.commands.execute(new RegisterApplication(ask(caller), { applicationCode, name: 'Some software', kind }));
const openFor = async (tenantId: string, scopes: OpenTenantAccount['wish']['scopes'], caller = operator) =>
  (await tenancy.commands.execute(new OpenTenantAccount(ask(caller), tenantId, { name: 'programs', scopes }))).shown;
const agent = async (scopes: OpenTenantAccount['wish']['scopes'], caller = vendor) =>
  (await tenancy.commands.execute(new OpenApplicationAccount(ask(caller), 'acme.crm', { name: 'agent', scopes }))).shown;
const signIn = ({ clientId, clientSecret }: { clientId: string; clientSecret: string }) =>
  tenancy.admission.authenticate(clientId, clientSecret);

beforeAll(async () => {
  tenancy = await compose();
  await tenancy.commands.execute(new EnsureOperatorAccount({ clientId: 'operator-first', clientSecret: 'first secret' }));
  await onboard('Acme', 'partner');
  await onboard('globex', 'customer');
  await register(vendor, 'acme.crm');
});
afterAll(() => tenancy.end());

describe('applications', () => {
  it('belong to partners, native ones to the operator, and have a code of their own', async () => {
    expect((await register(operator, 'marketplace.home', 'native')).shown).toMatchObject({ vendorTenantId: 'operator', revision: 0 });
    await expect(register(vendor, 'acme.native', 'native')).rejects.toEqual(refused('token.operator-only'));
    await expect(register(of('globex', 'integrations'), 'globex.crm')).rejects.toEqual(refused('tenant.not-partner'));
    await expect(register(operator, 'acme.crm', 'native')).rejects.toEqual(refused('application.duplicate-code'));
    await expect(register(agentOf('acme.crm', 'Acme', null, 'integrations'), 'acme.hr')).rejects.toEqual(refused('token.tenant-required'));
  });

  it('are seen by their vendor and the operator', async () => {
    await expect(tenancy.queries.execute(new GetApplication(of('globex', 'integrations'), 'acme.crm'))).rejects.toEqual(
      refused('application.unknown'),
    );
    expect(await tenancy.caughtUp()).toBe(true);
    const codes = async (caller: Caller) =>
      (await tenancy.queries.execute(new ListApplications(caller, {}))).items.map(({ applicationCode }) => applicationCode);
    expect([await codes(vendor), await codes(operator), await codes(of('globex', 'integrations'))]).toEqual([
      ['acme.crm'],
      ['acme.crm', 'marketplace.home'],
      [],
    ]);
  });

  it('and companies are found by other contexts as new as the record', async () => {
    const [applications, companies] = [tenancy.get(Applications), tenancy.get(Companies)];
    expect(await applications.find('acme.crm')).toEqual({
      applicationCode: 'acme.crm',
      name: 'Some software',
      kind: 'cloud',
      vendorTenantId: 'Acme',
    });
    expect(await companies.find('ACME')).toMatchObject({ tenantId: 'Acme', companyCode: 'Acme|CZ', roles: ['partner'], status: 'active' });
    expect([await applications.find('acme'), await companies.find('nobody')]).toEqual([null, null]);
  });
});

describe('service accounts', () => {
  it('of a tenant are opened in the order of the spec, and sign in', async () => {
    const shown = await openFor('GLOBEX', ['storefront', 'orders']);
    expect(Object.keys(shown).slice(0, 5).join()).toBe('clientId,clientSecret,tenantId,name,scopes');
    expect(shown).toMatchObject({ tenantId: 'globex', clientId: expect.stringMatching(/^globex-programs-[0-9a-f]{12}$/) });
    expect(await signIn(shown)).toEqual({
      clientId: shown.clientId,
      account: { kind: 'tenant', tenantId: 'globex' },
      scopes: ['storefront', 'orders'],
    });
    expect(await signIn({ ...shown, clientSecret: 'wrong' })).toBeNull();
    expect(await signIn({ ...shown, clientId: 'nobody' })).toBeNull();
    expect(await tenancy.admission.authenticate('no such\nclient', '')).toBeNull();
  });

  it('of an application are opened in the order of the spec, for less than their own token and never for a shop', async () => {
    expect(
      Object.keys(await agent(['orders']))
        .slice(0, 5)
        .join(),
    ).toBe('clientId,clientSecret,applicationCode,name,scopes');
    await expect(agent(['usage'])).rejects.toEqual(refused('scope.not-granted'));
    await expect(agent(['support'], operator)).rejects.toEqual(refused('scope.not-for-applications'));
    await expect(agent(['orders'], of('globex', 'integrations', 'orders'))).rejects.toEqual(refused('application.unknown'));
  });

  it('asked for again after a crash are the same one', async () => {
    const wish = { name: 'twice', scopes: ['orders'] as const };
    const once = await tenancy.commands.execute(new OpenTenantAccount(askAgain(operator, 'twice', false), 'globex', wish));
    expect(await tenancy.commands.execute(new OpenTenantAccount(askAgain(operator, 'twice'), 'globex', wish))).toMatchObject({
      shown: once.shown,
    });
  });

  it('are listed without secrets for those above, and unknown to others', async () => {
    expect(await tenancy.caughtUp()).toBe(true);
    const list = (caller: Caller, tenantId: string) => tenancy.queries.execute(new ListServiceAccounts(caller, { tenantId }, {}));
    const { items, totalCount } = await list(of('globex', 'tenants'), 'Globex');
    expect([totalCount, items.map(({ name }) => name)]).toEqual([2, ['programs', 'twice']]);
    expect(JSON.stringify(items)).not.toMatch(/hash|clientSecret/);
    await expect(list(vendor, 'globex')).rejects.toEqual(refused('tenant.unknown'));
    expect((await list(operator, 'operator')).items).toMatchObject([{ clientId: 'operator-first', tenantId: 'operator' }]);
  });

  it('have two live secrets while one takes the other’s place', async () => {
    const first = await openFor('globex', ['tenants']);
    const caller = of('globex', 'tenants');
    const add = async (asking: Caller, hours: number) =>
      (await tenancy.commands.execute(new AddSecret(ask(asking), first.clientId, hours))).shown;
    await expect(add(vendor, 1)).rejects.toEqual(refused('service-account.unknown'));
    await expect(add(of('globex', 'integrations'), 1)).rejects.toEqual(refused('token.scope-missing'));
    const second = await add(caller, 1);
    expect([await signIn(first), await signIn(second)]).toEqual([expect.anything(), expect.anything()]);
    world.now = '2026-11-21T10:00:00.000Z';
    expect([await signIn(first), await signIn(second)]).toEqual([null, expect.anything()]);
    const third = await add(caller, 0);
    expect([await signIn(second), await signIn(third)]).toEqual([null, expect.anything()]);
  });

  it('are given a secret only by who holds all that they hold', async () => {
    const { clientId } = await openFor('globex', ['tenants', 'support']);
    const command = new AddSecret(ask(of('globex', 'tenants')), clientId, 24);
    await expect(tenancy.commands.execute(command)).rejects.toEqual(refused('scope.not-granted'));
  });

  it('are revoked, quietly twice', async () => {
    const shown = await agent(['orders']);
    await expect(tenancy.commands.execute(new RevokeAccount(ask(of('globex', 'integrations')), shown.clientId))).rejects.toEqual(
      refused('service-account.unknown'),
    );
    const get = () => tenancy.queries.execute(new GetServiceAccount(vendor, shown.clientId));
    expect(await get()).toMatchObject({ applicationCode: 'acme.crm', revision: 0 });
    const revoke = () => tenancy.commands.execute(new RevokeAccount(ask(vendor), shown.clientId));
    expect([(await revoke()).revision, (await revoke()).revision]).toEqual([1, 1]);
    expect(await signIn(shown)).toBeNull();
    await expect(get()).rejects.toEqual(refused('service-account.unknown'));
  });
});
