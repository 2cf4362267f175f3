import { specify } from '@causeway/event-sourcing/testing';
import { tenant } from '../../tenant/domain/tenant';
import { opened } from '../../tenant/domain/tenant.examples';
import { fitsApplications, grant } from './granting';
import { lookedAfterBy } from './looking-after';
import { serviceAccount } from './service-account';
import type { Owner } from './service-account.events';
import { accountOpened } from './service-account.examples';
import { scopesAtCustomer } from './tenant-context';

const home = specify(tenant)
  .given({ ...opened, data: { ...opened.data, resellerId: 'resale' } })
  .state();
const accountOf = (owner: Owner) =>
  specify(serviceAccount)
    .given({ ...accountOpened, data: { ...accountOpened.data, owner } })
    .state();
const tenants = accountOf({ kind: 'tenant', tenantId: 'acme' });
const applications = accountOf({ kind: 'application', applicationCode: 'acme.crm', vendorTenantId: 'acme' });
const operators = accountOf({ kind: 'operator' });

const asking = (tid: string | null, ...scopes: string[]) => ({
  isOperator: tid === 'operator',
  tid,
  clientId: 'ada',
  scopes: new Set(scopes),
});
const refusal = (code: string) => expect.objectContaining({ code });

describe('looking after a service account', () => {
  it.each([
    ['the operator', asking('operator', 'tenants')],
    ['the tenant itself', asking('Acme', 'tenants')],
    ['the reseller above it', asking('resale', 'tenants')],
  ])('of a tenant is for %s', (_, who) => expect(lookedAfterBy(who, home)(tenants)).toBe(tenants));

  it.each([
    ['the operator', asking('operator')],
    ['its vendor', asking('acme', 'integrations')],
  ])('of an application is for %s', (_, who) => expect(lookedAfterBy(who, home)(applications)).toBe(applications));

  it.each([
    ['another tenant', asking('globex', 'tenants', 'integrations'), tenants],
    ['a customer', asking('globex', 'integrations'), applications],
    ['the reseller above the vendor', asking('resale', 'tenants', 'integrations'), applications],
    ['the master context', asking(null, 'integrations'), applications],
    ['everybody but the operator', asking('acme', 'tenants', 'integrations'), operators],
  ])('is not for %s: to them it is unknown', (_, who, account) =>
    expect(() => lookedAfterBy(who, home)(account)).toThrow(refusal('service-account.unknown')),
  );

  it('of a tenant takes the scope tenants, of an application integrations', () => {
    expect(() => lookedAfterBy(asking('acme', 'integrations'), home)(tenants)).toThrow(refusal('token.scope-missing'));
    expect(() => lookedAfterBy(asking('acme', 'tenants'), home)(applications)).toThrow(refusal('token.scope-missing'));
  });
  it('that is one’s own takes neither', () => {
    const own = { ...asking('acme', 'integrations'), clientId: accountOpened.data.clientId };
    expect(lookedAfterBy(own, home)(tenants)).toBe(tenants);
  });
});

describe('granting scopes', () => {
  it('is nobody’s whose own token lacks them, save the operator’s', () => {
    expect(() => grant(asking('acme', 'orders'), ['orders', 'gateway'])).toThrow(refusal('scope.not-granted'));
    expect(() => grant(asking('acme', 'orders', 'gateway'), ['orders'])).not.toThrow();
    expect(() => grant(asking('operator'), ['tenants', 'support'])).not.toThrow();
  });
  it.each(['storefront', 'tenants', 'support'])('never gives an application %s', (scope) =>
    expect(() => fitsApplications(['orders', scope])).toThrow(refusal('scope.not-for-applications')),
  );
  it('leaves an application data, usage and gateway in a customer’s tenant', () =>
    expect(scopesAtCustomer(['integrations', 'orders', 'gateway', 'usage', 'data'])).toEqual(['gateway', 'usage', 'data']));
});
