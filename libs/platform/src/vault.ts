/**
 * What keeps secrets (spec 70, *Secrets*; spec 00, *Events*).
 * - `hash`/`matches`: keyed hashes (HMAC-SHA-256 under the installation's key) of generated secrets.
 * - `seal`/`open`: AES-256-GCM under the installation's key, for secrets that must be read again.
 * - `sealFor`/`openFor`: the same under a key of an owner's own (`tenant:{id}`, `user:{id}`, `answer:{clientId}`), kept outside the
 *   log; `erase` forgets the key and with it everything sealed for that owner: `openFor` then gives null, for ever.
 * Sealed text is a printable string; `context` is bound into it and must be given again to open.
 */
export abstract class Vault {
  /** 32 bytes derived from the installation's key for a purpose; never stored. */
  abstract key(purpose: string): Buffer;
  abstract hash(secret: string): string;
  abstract matches(secret: string, hash: string): boolean;
  abstract seal(plain: string, context: string): string;
  abstract open(sealed: string, context: string): string;
  abstract sealFor(owner: string, plain: string, context: string): Promise<string>;
  abstract openFor(owner: string, sealed: string, context: string): Promise<string | null>;
  abstract erase(owner: string): Promise<void>;
}
