import { specify } from '@causeway/event-sourcing/testing';
import { clientIdFor } from './client-id';
import { accountStream, addSecret, open, revoke, secretsLiveAt, serviceAccount } from './service-account';
import type { ServiceAccountEvent } from './service-account.events';
import { accountOpened, accountRevoked, secretAdded } from './service-account.examples';

const { given } = specify(serviceAccount);
const third = { secretId: 'secret-3', hash: 'hash-of-the-third' };
const hashesAt = (now: string, ...facts: ServiceAccountEvent[]) => secretsLiveAt(given(...facts).state(), now).map(({ hash }) => hash);

describe('a service account', () => {
  it('is opened with its first secret', () => given().when(open(accountOpened.data)).then(accountOpened));
  it('is opened once', () => given(accountOpened).when(open(accountOpened.data)).thenRefused('service-account.duplicate'));

  it('takes a second secret, and says how long the first lives on', () =>
    given(accountOpened).when(addSecret(secretAdded.data.secret, secretAdded.data.olderEndsOn)).then(secretAdded));
  it('takes the same secret once', () => given(accountOpened, secretAdded).when(addSecret(secretAdded.data.secret, null)).thenNothing());

  it('has both secrets until the grace of the older one is over', () => {
    expect(hashesAt('2026-01-02T09:00:00.999Z', accountOpened, secretAdded)).toEqual(['hash-of-the-second', 'hash-of-the-first']);
    expect(hashesAt('2026-01-02T09:00:01.000Z', accountOpened, secretAdded)).toEqual(['hash-of-the-second']);
  });
  it('never has more than two: with two alive the oldest ends at once', () => {
    const added = { ...secretAdded, data: { ...secretAdded.data, secret: third, olderEndsOn: null } };
    expect(hashesAt('2026-01-01T10:00:00.000Z', accountOpened, secretAdded, added)).toEqual(['hash-of-the-third', 'hash-of-the-second']);
  });

  it('is revoked', () => given(accountOpened).when(revoke).then(accountRevoked));
  it('is revoked quietly the second time', () => given(accountOpened, accountRevoked).when(revoke).thenNothing());
  it('takes no secret once revoked, and has none', () => {
    given(accountOpened, accountRevoked).when(addSecret(third, null)).thenRefused('service-account.revoked');
    expect(hashesAt('2026-01-01T09:00:00.000Z', accountOpened, accountRevoked)).toEqual([]);
  });
  it('is unknown before it is opened', () => {
    given().when(revoke).thenRefused('service-account.unknown');
    given().when(addSecret(third, null)).thenRefused('service-account.unknown');
  });

  it('is not looked for under a name that no account can have', () =>
    expect(['', 'a b', 'é', 'x'.repeat(201)].map((clientId) => accountStream(clientId).name)).toEqual(Array(4).fill('account-')));
  it('has a client id that can be read', () =>
    expect(clientIdFor('acme.crm', 'Build Server!', '0190f3c2-7b1a-8c3d-9e4f-a1b2c3d4e5f6')).toBe('acme-crm-build-server-a1b2c3d4e5f6'));
});
