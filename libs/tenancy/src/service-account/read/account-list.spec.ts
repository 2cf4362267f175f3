import { project } from '@causeway/event-sourcing/testing';
import { accountOpened, accountRevoked, secretAdded } from '../domain/service-account.examples';
import { serviceAccountList } from './account-list';

const { clientId } = accountOpened.data;

describe('the list of service accounts', () => {
  it('follows an account, and knows no hash', () => {
    const documents = project(serviceAccountList, accountOpened, secretAdded);
    expect(documents[clientId]).toMatchObject({
      of: 'application:acme.crm',
      scopes: ['orders', 'gateway'],
      revision: 1,
      secrets: [
        { secretId: 'secret-2', endsOn: null },
        { secretId: 'secret-1', endsOn: '2026-01-02T09:00:01.000Z' },
      ],
    });
    expect(JSON.stringify(documents)).not.toContain('hash');
  });
  it.each([
    [{ kind: 'tenant', tenantId: 'Acme' } as const, 'tenant:acme'],
    [{ kind: 'operator' } as const, 'tenant:operator'],
  ])('knows whose it is: %j', (owner, of) =>
    expect(project(serviceAccountList, { ...accountOpened, data: { ...accountOpened.data, owner } })[clientId]).toMatchObject({ of }),
  );
  it('forgets one that was revoked', () => expect(project(serviceAccountList, accountOpened, accountRevoked)).toEqual({}));
  it('ignores one that it never heard of', () => expect(project(serviceAccountList, secretAdded)).toEqual({}));
});
