import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { lru } from 'tiny-lru';
import { Unauthenticated } from '../admission';
import { Configuration } from '../config/configuration';
import { type Account, Caller, INTEGRATION_SCOPE, SCOPES, type ScopeName } from '../doors/caller';
import { Keyring } from './keyring';

export const LIFETIME = 600;
const REMEMBERED = 10_000;
const ISSUED_EARLY = 60;

/** `from` and `until` in milliseconds: clocks jump, so that both are asked each time. */
type Verified = { readonly caller: Caller; readonly from: number; readonly until: number };
export type Grant = Readonly<{ clientId: string; account: Account; tid: string | null; scopes: readonly ScopeName[] }>;

/** Access tokens (spec 00, *Tokens*): JWTs that say all that a door must know of its caller. */
@Injectable()
export class AccessTokens {
  private readonly verified = lru<Verified>(REMEMBERED);

  constructor(
    private readonly keyring: Keyring,
    private readonly configuration: Configuration,
  ) {}

  async issue({ clientId, account, tid, scopes }: Grant): Promise<string> {
    const { kid, privateKey } = await this.keyring.accessKey();
    const { publicUrl } = this.configuration;
    const claims = { client_id: clientId, ...(tid === null ? {} : { tid }), scope: scopes.join(' '), account };
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid })
      .setSubject(clientId)
      .setIssuer(publicUrl)
      .setAudience(publicUrl)
      .setIssuedAt()
      .setExpirationTime(`${LIFETIME}s`)
      .setJti(randomUUID())
      .sign(privateKey);
  }

  /** The caller that the token names. At once when the token was seen before, which is the rule. */
  verify(token: string): Caller | Promise<Caller> {
    const known = this.verified.get(token);
    if (known === undefined) return this.verifyNew(token);
    const now = Date.now();
    if (known.from <= now && known.until > now) return known.caller;
    this.verified.delete(token);
    throw known.until > now ? invalidToken() : expired();
  }

  private async verifyNew(token: string): Promise<Caller> {
    const payload = await this.payloadOf(token);
    const caller = callerOf(payload);
    this.verified.set(token, { caller, from: (payload.iat! - ISSUED_EARLY) * 1000, until: payload.exp! * 1000 });
    return caller;
  }

  private async payloadOf(token: string): Promise<JWTPayload> {
    const { publicUrl } = this.configuration;
    try {
      const { payload } = await jwtVerify(
        token,
        async ({ kid }) => {
          const key = kid === undefined ? null : await this.keyring.verifying(kid);
          if (key === null) throw new errors.JWKSNoMatchingKey();
          return key.publicKey;
        },
        {
          typ: 'at+jwt',
          algorithms: ['RS256'],
          issuer: publicUrl,
          audience: publicUrl,
          requiredClaims: ['exp', 'iat', 'sub', 'client_id'],
        },
      );
      if (payload.iat! > Date.now() / 1000 + ISSUED_EARLY) throw invalidToken();
      return payload;
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw expired();
      if (error instanceof errors.JOSEError) throw invalidToken();
      throw error;
    }
  }
}

const KNOWN: ReadonlySet<string> = new Set([...SCOPES, INTEGRATION_SCOPE]);

const callerOf = (payload: JWTPayload): Caller => {
  const {
    client_id: clientId,
    tid,
    scope,
    account,
  } = payload as JWTPayload & { client_id: string; tid?: string; scope?: string; account?: Account };
  if (account === undefined) throw invalidToken();
  const scopes = (scope ?? '').split(' ').filter((one): one is ScopeName => KNOWN.has(one));
  return new Caller(clientId, account, tid ?? null, new Set(scopes));
};

const invalidToken = () => new Unauthenticated('token.invalid', 'The access token is not one of ours.');
const expired = () => new Unauthenticated('token.expired', 'The access token has expired.');
