import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { Streams } from '@causeway/event-sourcing';
import { Injectable } from '@nestjs/common';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { Clock } from '../clock';
import { Vault } from '../vault';
import { type KeyringState, keepKeys, keyringStream, newest } from './domain/keyring';
import type { KeyAlgorithm, KeyUse, SigningKeyMade } from './domain/keyring.events';

/** A key to sign with. `kid` goes into the header of what it signs. */
export type SigningKey = Readonly<{ kid: string; algorithm: KeyAlgorithm; privateKey: KeyObject }>;
export type VerifyingKey = Readonly<{ kid: string; use: KeyUse; algorithm: KeyAlgorithm; publicKey: KeyObject }>;

type Ring = Readonly<{ signing: ReadonlyMap<string, SigningKey>; verifying: ReadonlyMap<string, VerifyingKey>; jwks: { keys: JWK[] } }>;

const KINDS: readonly (readonly [KeyUse, KeyAlgorithm])[] = [
  ['access', 'RS256'],
  ['delivery', 'ES256'],
  ['delivery', 'RS256'],
];
/** An unknown key id may be a key that another process has just made; asked for at most this often. */
const LOOK_AGAIN = 5_000;

const generate = promisify(generateKeyPair);

/** The installation's signing keys: on the record, sealed; made at the first start, while it goes on starting. */
@Injectable()
export class Keyring {
  private ring: Promise<Ring> | null = null;
  private lookedAt = 0;

  constructor(
    private readonly streams: Streams,
    private readonly vault: Vault,
    private readonly clock: Clock,
  ) {}

  /** Begins to read or make the keys; whoever needs one waits for it. */
  warm(): void {
    this.keys().catch(() => undefined);
  }

  async ready(): Promise<true> {
    await this.keys();
    return true;
  }

  async accessKey(): Promise<SigningKey> {
    return (await this.keys()).signing.get('access/RS256')!;
  }

  /** Signs deliveries (spec 25); what it signs never opens our doors. */
  async deliveryKey(algorithm: KeyAlgorithm): Promise<SigningKey> {
    return (await this.keys()).signing.get(`delivery/${algorithm}`)!;
  }

  /** A key by which access tokens may be verified; never one of deliveries. */
  async verifying(kid: string): Promise<VerifyingKey | null> {
    let key = (await this.keys()).verifying.get(kid);
    if (key === undefined && Date.now() - this.lookedAt > LOOK_AGAIN) {
      this.ring = null;
      key = (await this.keys()).verifying.get(kid);
    }
    return key?.use === 'access' ? key : null;
  }

  /** Public halves of all keys, for `jwks_uri`. */
  async jwks(): Promise<{ keys: JWK[] }> {
    return (await this.keys()).jwks;
  }

  private keys(): Promise<Ring> {
    if (this.ring === null) {
      this.lookedAt = Date.now();
      const ring = this.load();
      this.ring = ring;
      // What failed is tried again by whoever asks next.
      ring.catch(() => {
        if (this.ring === ring) this.ring = null;
      });
    }
    return this.ring;
  }

  private async load(): Promise<Ring> {
    const { state } = await this.streams.load(keyringStream);
    const missing = KINDS.filter(([use, algorithm]) => !newest(state, use, algorithm));
    if (missing.length === 0) return this.open(state);
    const made = await Promise.all(missing.map(([use, algorithm]) => this.make(use, algorithm)));
    const act = {
      tenantId: 'operator',
      actor: 'system:keyring',
      correlationId: made[0]!.kid,
      causationId: made[0]!.kid,
      at: this.clock.now(),
    };
    return this.open((await this.streams.transact(keyringStream, keepKeys(made), act)).state);
  }

  private async make(use: KeyUse, algorithm: KeyAlgorithm): Promise<SigningKeyMade['data']> {
    const { publicKey, privateKey } =
      algorithm === 'RS256' ? await generate('rsa', { modulusLength: 2048 }) : await generate('ec', { namedCurve: 'P-256' });
    const jwk = publicKey.export({ format: 'jwk' });
    const kid = (await calculateJwkThumbprint(jwk as JWK)).slice(0, 16);
    const sealedPrivateKey = this.vault.seal(JSON.stringify(privateKey.export({ format: 'jwk' })), `signing-key:${kid}`);
    return { kid, use, algorithm, publicKey: jwk as Record<string, string>, sealedPrivateKey };
  }

  private open(state: KeyringState): Ring {
    const signing = new Map<string, SigningKey>();
    for (const [use, algorithm] of KINDS) {
      const key = newest(state, use, algorithm)!;
      const jwk = JSON.parse(this.vault.open(key.sealedPrivateKey, `signing-key:${key.kid}`)) as JsonWebKey;
      signing.set(`${use}/${algorithm}`, { kid: key.kid, algorithm, privateKey: createPrivateKey({ key: jwk as never, format: 'jwk' }) });
    }
    const verifying = state.keys.map(({ kid, use, algorithm, publicKey }) => {
      const one: VerifyingKey = { kid, use, algorithm, publicKey: createPublicKey({ key: publicKey as never, format: 'jwk' }) };
      return [kid, one] as const;
    });
    const jwks = { keys: state.keys.map(({ kid, algorithm, publicKey }) => ({ ...publicKey, kid, alg: algorithm, use: 'sig' }) as JWK) };
    return { signing, verifying: new Map(verifying), jwks };
  }
}
