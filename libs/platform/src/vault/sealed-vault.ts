import { randomBytes, randomUUID } from 'node:crypto';
import { type LRU, lru } from 'tiny-lru';
import { Vault } from '../vault';
import type { PersonalKeys } from './personal-keys';
import { decrypt, derive, encrypt, keyedHash, sameText } from './sealing';

type OwnKey = Readonly<{ id: string; key: Buffer }>;

const REMEMBERED = 10_000;
/** Another process may have erased a key that this one remembers; after this long it is asked again. */
const REMEMBERED_FOR = 30_000;

/** The vault: keys derived from one master key, and owners' keys that can be forgotten one by one. */
export class SealedVault extends Vault {
  private readonly derived = new Map<string, Buffer>();
  private readonly owned: LRU<OwnKey>;

  constructor(
    private readonly master: Buffer,
    private readonly personal: PersonalKeys,
    shared = false,
  ) {
    super();
    this.owned = lru<OwnKey>(REMEMBERED, shared ? REMEMBERED_FOR : 0);
  }

  key(purpose: string): Buffer {
    let key = this.derived.get(purpose);
    if (!key) {
      key = derive(this.master, purpose);
      this.derived.set(purpose, key);
    }
    return key;
  }

  hash(secret: string): string {
    return keyedHash(this.key('secrets'), secret);
  }

  matches(secret: string, hash: string): boolean {
    return sameText(this.hash(secret), hash);
  }

  seal(plain: string, context: string): string {
    return `v1.${encrypt(this.key('sealed'), plain, context)}`;
  }

  open(sealed: string, context: string): string {
    return decrypt(this.key('sealed'), sealed.slice('v1.'.length), context);
  }

  async sealFor(owner: string, plain: string, context: string): Promise<string> {
    const own = (await this.find(owner)) ?? (await this.make(owner));
    return `p1.${own.id}.${encrypt(own.key, plain, context)}`;
  }

  async openFor(owner: string, sealed: string, context: string): Promise<string | null> {
    const [, id, text = ''] = sealed.split('.');
    const own = await this.find(owner);
    // An owner who was forgotten and came back has another key: what was sealed before stays closed.
    return own === null || own.id !== id ? null : decrypt(own.key, text, context);
  }

  async erase(owner: string): Promise<void> {
    this.owned.delete(owner);
    await this.personal.erase(owner);
    this.owned.delete(owner);
  }

  /** Forgets remembered answers with secrets that nobody came for (spec 00, *Idempotency*). */
  async eraseOlder(prefix: string, before: string): Promise<void> {
    for (const owner of await this.personal.eraseOlder(prefix, before)) this.owned.delete(owner);
  }

  close(): Promise<void> {
    return this.personal.close();
  }

  private async find(owner: string): Promise<OwnKey | null> {
    const remembered = this.owned.get(owner);
    if (remembered) return remembered;
    const kept = await this.personal.find(owner);
    return kept === null ? null : this.remember(owner, kept.id, kept.sealed);
  }

  private async make(owner: string): Promise<OwnKey> {
    const sealed = encrypt(this.key('personal-keys'), randomBytes(32).toString('base64url'), owner);
    const kept = await this.personal.keep(owner, { id: randomUUID().slice(0, 8), sealed }, new Date().toISOString());
    return this.remember(owner, kept.id, kept.sealed);
  }

  private remember(owner: string, id: string, sealed: string): OwnKey {
    const own = { id, key: Buffer.from(decrypt(this.key('personal-keys'), sealed, owner), 'base64url') };
    this.owned.set(owner, own);
    return own;
  }
}
