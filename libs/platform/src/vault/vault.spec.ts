import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openVault } from './open-vault';

const folder = mkdtempSync(join(tmpdir(), 'causeway-vault-'));
const settings = { dataDir: folder, masterKey: null, mongo: 'embedded', stage: 'development' as const };
afterAll(() => rmSync(folder, { recursive: true }));

describe('the vault', () => {
  it('makes a master key that only its owner reads, and keeps it', async () => {
    const vault = await openVault(settings);
    const sealed = vault.seal('whsec_1', 'consumer:acme');
    await vault.close();
    expect(statSync(join(folder, 'keys/master.key')).mode & 0o777).toBe(0o600);
    const again = await openVault(settings);
    expect(again.open(sealed, 'consumer:acme')).toBe('whsec_1');
    expect(() => again.open(sealed, 'consumer:other')).toThrow();
    await again.close();
  });

  it('hashes secrets under the key', async () => {
    const vault = await openVault(settings);
    const hash = vault.hash('open sesame');
    expect(hash).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(vault.matches('open sesame', hash)).toBe(true);
    expect(vault.matches('open sesam', hash)).toBe(false);
    expect(vault.matches('open sesame', 'short')).toBe(false);
    await vault.close();
  });

  it('forgets an owner for ever, also when the owner comes back', async () => {
    const vault = await openVault(settings);
    const sealed = await vault.sealFor('user:ada', 'Ada Lovelace', 'name');
    expect(await vault.openFor('user:ada', sealed, 'name')).toBe('Ada Lovelace');
    await vault.erase('user:ada');
    expect(await vault.openFor('user:ada', sealed, 'name')).toBeNull();
    const anew = await vault.sealFor('user:ada', 'Ada again', 'name');
    expect(await vault.openFor('user:ada', sealed, 'name')).toBeNull();
    expect(await vault.openFor('user:ada', anew, 'name')).toBe('Ada again');
    await vault.close();
  });

  it('leaves nothing of an erased key on disk', async () => {
    const vault = await openVault(settings);
    await vault.sealFor('user:grace-hopper', 'x', 'y');
    const onDisk = () =>
      readdirSync(join(folder, 'keys')).some((file) => readFileSync(join(folder, 'keys', file)).includes('user:grace-hopper'));
    expect(onDisk()).toBe(true);
    await vault.erase('user:grace-hopper');
    expect(onDisk()).toBe(false);
    await vault.close();
  });

  it('gives one key to many who ask at once', async () => {
    const vault = await openVault(settings);
    const sealed = await Promise.all([1, 2, 3, 4, 5].map((n) => vault.sealFor('tenant:acme', String(n), 'c')));
    expect(await Promise.all(sealed.map((one) => vault.openFor('tenant:acme', one, 'c')))).toEqual(['1', '2', '3', '4', '5']);
    await vault.close();
  });

  it('forgets the old of a kind', async () => {
    const vault = await openVault(settings);
    const answer = await vault.sealFor('answer:client', 'secret', 'c');
    const other = await vault.sealFor('tenant:globex', 'kept', 'c');
    await vault.eraseOlder('answer:', new Date(Date.now() + 1000).toISOString());
    expect(await vault.openFor('answer:client', answer, 'c')).toBeNull();
    expect(await vault.openFor('tenant:globex', other, 'c')).toBe('kept');
    await vault.close();
  });

  it('refuses another master key in one sentence', async () => {
    const wrong = openVault({ ...settings, masterKey: Buffer.alloc(32, 7) });
    await expect(wrong).rejects.toThrow(/^CAUSEWAY_MASTER_KEY is another key .*\.$/);
  });
});
