import { EnsureOperatorAccount } from './service-account/write/ensure-operator-account';
import { RevokeAccount } from './service-account/write/revoke-account';
import { GetTenant } from './tenant/read/one-tenant';
import { ask, compose, operator } from './testing/composed';

describe('the operator’s account', () => {
  let tenancy: Awaited<ReturnType<typeof compose>>;
  beforeEach(async () => {
    tenancy = await compose();
  });
  afterEach(() => tenancy.end());

  const start = (clientId: string | null = null, clientSecret: string | null = null) =>
    tenancy.commands.execute(new EnsureOperatorAccount({ clientId, clientSecret }));
  const signsIn = async (clientId: string, secret: string) => (await tenancy.admission.authenticate(clientId, secret)) !== null;

  it('is generated at the first start, and only then', async () => {
    const { outcome, clientId, generatedSecret } = await start();
    expect([outcome, clientId]).toEqual(['first', expect.stringMatching(/^operator-[0-9a-f]{12}$/)]);
    expect(await tenancy.admission.authenticate(clientId!, generatedSecret!)).toMatchObject({
      account: { kind: 'operator' },
      scopes: ['tenants', 'integrations', 'storefront', 'orders', 'gateway', 'usage', 'data', 'support'],
    });
    expect(await start()).toEqual({ outcome: 'unchanged', clientId: null, generatedSecret: null });
    expect(await tenancy.queries.execute(new GetTenant(operator, 'operator'))).toMatchObject({ roles: ['operator'], status: 'active' });
  });

  it('is as the settings say, and says what they add to a record begun with another', async () => {
    expect(await start('ours', 'one')).toEqual({ outcome: 'first', clientId: 'ours', generatedSecret: null });
    expect(await start('ours', 'one')).toMatchObject({ outcome: 'unchanged', clientId: 'ours' });
    expect(await start('ours', 'two')).toMatchObject({ outcome: 'further-secret' });
    expect(await start('ours', 'one')).toMatchObject({ outcome: 'unchanged' });
    expect([await signsIn('ours', 'one'), await signsIn('ours', 'two')]).toEqual([true, true]);
    expect(await start('theirs', 'three')).toMatchObject({ outcome: 'further-account', clientId: 'theirs', generatedSecret: null });
    expect([await signsIn('ours', 'two'), await signsIn('theirs', 'three')]).toEqual([true, true]);
    expect(await start('ours')).toMatchObject({ outcome: 'unchanged' });
  });

  it('is one, when several processes start at the same moment', async () => {
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => start('ours', 'one')));
    expect(outcomes.map(({ clientId }) => clientId)).toEqual(['ours', 'ours', 'ours', 'ours']);
    expect(await signsIn('ours', 'one')).toBe(true);
  });

  it('gets a secret when the settings name only its id', async () => {
    const { clientId, generatedSecret } = await start('ours');
    expect([clientId, await signsIn('ours', generatedSecret!)]).toEqual(['ours', true]);
  });

  it('is not brought back once it was revoked', async () => {
    await start('ours', 'one');
    await tenancy.commands.execute(new RevokeAccount(ask(operator), 'ours'));
    expect(await start('ours', 'one')).toMatchObject({ outcome: 'revoked' });
    expect(await signsIn('ours', 'one')).toBe(false);
  });
});
