import { EnsureOperatorAccount } from './service-account/write/ensure-operator-account';
import { claim, companyCodeStream } from './tenant/domain/company-code';
import { claimed } from './tenant/domain/company-code.examples';
import type { TenantRole } from './tenant/domain/tenant.events';
import { GetTenant } from './tenant/read/one-tenant';
import { ListTenants } from './tenant/read/tenant-list';
import { ListTenantTemplates } from './tenant/read/tenant-template-list';
import { ChangeTenant } from './tenant/write/change-tenant';
import { MakeTenantTemplate } from './tenant/write/make-tenant-template';
import { OnboardTenant, type TenantWish } from './tenant/write/onboard-tenant';
import { SetTenantStanding } from './tenant/write/set-tenant-standing';
import { ask, askAgain, compose, of, operator, refused } from './testing/composed';

type Composed = Awaited<ReturnType<typeof compose>>;
let tenancy: Composed;
let companies = 0;

const wish = (tenantId: string | undefined, more: Partial<TenantWish> = {}): TenantWish => ({
  ...(tenantId === undefined ? {} : { tenantId }),
  name: tenantId ?? 'Nameless',
  companyCode: `${++companies}|CZ`,
  roles: ['customer'] as TenantRole[],
  email: 'it@company.example',
  language: 'en',
  ...more,
});
const onboard = (asking = operator, ...[tenantId, more]: Parameters<typeof wish>) =>
  tenancy.commands.execute(new OnboardTenant(ask(asking), wish(tenantId, more)));
const eventually = async <T>(look: () => Promise<T>): Promise<T> => {
  for (let i = 0; ; i++) {
    try {
      return await look();
    } catch (error) {
      if (i === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
};

beforeAll(async () => {
  tenancy = await compose();
  await tenancy.commands.execute(new EnsureOperatorAccount({ clientId: 'operator-first', clientSecret: 'first secret' }));
});
afterAll(() => tenancy.end());

describe('onboarding', () => {
  it('answers with the tenant, in the order of the spec', async () => {
    const { shown, revision, position } = await onboard(operator, 'Acme', { roles: ['partner'] });
    expect(Object.keys(shown).slice(0, 8).join()).toBe('tenantId,name,companyCode,roles,email,language,status,createdOn');
    expect(shown).toMatchObject({ tenantId: 'Acme', status: 'active', createdBy: 'client:operator-first', revision: 0 });
    expect([revision, position > 0]).toEqual([0, true]);
  });

  it('refuses an id or a live company’s code that is taken, and leaves the code free that it did not use', async () => {
    const { shown } = await onboard(operator, 'globex');
    await expect(onboard(operator, 'GLOBEX', { companyCode: 'free|CZ' })).rejects.toEqual(refused('tenant.duplicate-id'));
    await expect(onboard(operator, 'operator')).rejects.toEqual(refused('tenant.duplicate-id'));
    await expect(onboard(operator, 'other', { companyCode: shown.companyCode })).rejects.toEqual(refused('tenant.duplicate-company-code'));
    expect((await onboard(operator, 'other', { companyCode: 'FREE|CZ' })).shown.tenantId).toBe('other');
  });

  it('makes an id from the name, and another when that is taken', async () => {
    const [one, two] = await Promise.all([
      onboard(operator, undefined, { name: 'Initech' }),
      onboard(operator, undefined, { name: 'Initech' }),
    ]);
    expect([one.shown.tenantId, two.shown.tenantId].sort()).toEqual(['initech', expect.stringMatching(/^initech-[0-9a-f]{6}$/)]);
  });

  it('lets one of two at once win', async () => {
    const codes = ['race|CZ', 'race|CZ'];
    const outcomes = await Promise.allSettled(codes.map((companyCode, i) => onboard(operator, `racer-${i}`, { companyCode })));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('asked again after a crash ends in the same one tenant', async () => {
    const once = new OnboardTenant(askAgain(operator, 'the same', false), wish(undefined, { name: 'Again' }));
    const again = new OnboardTenant(askAgain(operator, 'the same'), once.wish);
    const [{ shown }, repeated] = [await tenancy.commands.execute(once), await tenancy.commands.execute(again)];
    expect(repeated.shown).toEqual(shown);
  });

  it('that was cut short by a crash is ended by the policy, in the name of who asked', async () => {
    const onboarding = { ...claimed.data, onboardingId: 'cut short', tenantId: 'halfway', companyCode: 'half|CZ', resellerId: null };
    await tenancy.streams.transact(companyCodeStream('half|CZ'), claim(onboarding), ask(operator).act);
    await expect(tenancy.queries.execute(new GetTenant(operator, 'halfway'))).rejects.toEqual(refused('tenant.unknown'));
    tenancy.react();
    const shown = await eventually(() => tenancy.queries.execute(new GetTenant(operator, 'halfway')));
    expect(shown).toMatchObject({ companyCode: 'half|CZ', createdBy: 'client:operator-first', revision: 0 });
    expect(tenancy.complaints).toEqual([]);
  });

  it('takes from a template what it does not say itself', async () => {
    const template = { code: 'Czech', roles: ['customer'] as TenantRole[], language: 'cs', options: { a: 1, b: 2 } };
    await tenancy.commands.execute(new MakeTenantTemplate(ask(operator), template));
    const { name, companyCode, email } = wish(undefined);
    const short = { tenantId: 'from-template', name, companyCode, email, options: { b: 3 }, templateCode: 'czech' };
    const { shown } = await tenancy.commands.execute(new OnboardTenant(ask(operator), short));
    expect(shown).toMatchObject({ roles: ['customer'], language: 'cs', options: { a: 1, b: 3 }, templateCode: 'Czech' });
    await expect(onboard(operator, 'no-template', { templateCode: 'none' })).rejects.toEqual(refused('tenant-template.unknown'));
  });
});

describe('who may', () => {
  const resale = of('resale', 'tenants');
  beforeAll(async () => {
    await onboard(operator, 'resale', { roles: ['reseller'] });
    await onboard(resale, 'under-resale');
  });

  it('onboard: the operator, and a reseller under itself, who makes no resellers', async () => {
    await expect(onboard(of('globex', 'tenants'), 'mine')).rejects.toEqual(refused('token.operator-only'));
    await expect(onboard(resale, 'another-resale', { roles: ['reseller'] })).rejects.toEqual(refused('token.operator-only'));
    const shown = await tenancy.queries.execute(new GetTenant(operator, 'UNDER-resale'));
    expect(shown).toMatchObject({ tenantId: 'under-resale', resellerId: 'resale' });
  });

  it('see: those above it and itself; to others it is unknown', async () => {
    const seen = (caller = operator) => tenancy.queries.execute(new GetTenant(caller, 'under-resale'));
    for (const caller of [operator, resale, of('Under-Resale', 'tenants')]) expect(await seen(caller)).toMatchObject({ status: 'active' });
    await expect(seen(of('globex', 'tenants'))).rejects.toEqual(refused('tenant.unknown'));
    await expect(tenancy.queries.execute(new GetTenant(operator, 'no such: ../'))).rejects.toEqual(refused('tenant.unknown'));
  });

  it('list: the operator all, a reseller its own, everybody else itself, by id', async () => {
    expect(await tenancy.caughtUp()).toBe(true);
    const ids = async (caller = operator, query = {}) => {
      const { items, ...rest } = await tenancy.queries.execute(new ListTenants(caller, query));
      return { ...rest, ids: items.map(({ tenantId }) => tenantId) };
    };
    expect(await ids(resale)).toEqual({ ids: ['resale', 'under-resale'], totalCount: 2, nextCursor: null });
    expect(await ids(of('globex', 'tenants'))).toMatchObject({ ids: ['globex'] });
    const all = await ids();
    expect(all.ids).toEqual(expect.arrayContaining(['Acme', 'operator', 'under-resale']));
    expect(all.ids).toEqual([...all.ids].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)));
    const first = await ids(operator, { limit: 3 });
    expect((await ids(operator, { limit: 1000, cursor: first.nextCursor! })).ids).toEqual(all.ids.slice(3));
  });

  it('list templates: one’s own, and a reseller the operator’s too', async () => {
    await tenancy.commands.execute(new MakeTenantTemplate(ask(resale), { code: 'Alpha', roles: ['customer'] }));
    expect(await tenancy.caughtUp()).toBe(true);
    const codes = async (caller = operator) =>
      (await tenancy.queries.execute(new ListTenantTemplates(caller, {}))).items.map(({ code, options }) => [code, options]);
    expect(await codes(resale)).toEqual([
      ['Alpha', {}],
      ['Czech', { a: 1, b: 2 }],
    ]);
    expect(await codes()).toEqual([['Czech', { a: 1, b: 2 }]]);
    await expect(codes(of('globex', 'tenants'))).rejects.toEqual(refused('token.operator-only'));
  });

  it('change: also the tenant itself, at the revision that it has seen', async () => {
    const change = (caller: typeof operator, ifMatch: number | null, email: string) =>
      tenancy.commands.execute(new ChangeTenant(ask(caller, { ifMatch }), 'under-resale', { email }));
    expect(await change(of('under-resale', 'tenants'), 0, 'own@company.example')).toMatchObject({ revision: 1 });
    await expect(change(resale, 0, 'late@company.example')).rejects.toEqual(refused('request.stale'));
    await expect(change(of('globex', 'tenants'), 0, 'x@company.example')).rejects.toEqual(refused('tenant.unknown'));
  });

  it('pause, resume and close: those above it; the company may come back after', async () => {
    const set = (caller: typeof operator, to: 'pause' | 'resume' | 'close') =>
      tenancy.commands.execute(new SetTenantStanding(ask(caller), 'under-resale', to));
    await expect(set(of('under-resale', 'tenants'), 'pause')).rejects.toEqual(refused('token.operator-only'));
    await expect(set(of('globex', 'tenants'), 'pause')).rejects.toEqual(refused('tenant.unknown'));
    expect((await set(resale, 'pause')).shown.status).toBe('paused');
    expect(await set(resale, 'pause')).toMatchObject({ revision: 2 });
    expect((await set(operator, 'resume')).shown.status).toBe('active');
    const { shown } = await set(resale, 'close');
    await expect(set(resale, 'resume')).rejects.toEqual(refused('tenant.closed'));
    expect((await onboard(resale, 'come-back', { companyCode: shown.companyCode })).shown.status).toBe('active');
    expect(await set(resale, 'close')).toMatchObject({ revision: shown.revision });
    await expect(onboard(resale, 'come-again', { companyCode: shown.companyCode })).rejects.toEqual(
      refused('tenant.duplicate-company-code'),
    );
  });
});
