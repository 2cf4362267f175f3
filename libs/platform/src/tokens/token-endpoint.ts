import { Injectable } from '@nestjs/common';
import { Admission, type Credentials } from '../admission';
import type { ScopeName } from '../doors/caller';
import { Vault } from '../vault';
import { AccessTokens, LIFETIME } from './access-tokens';
import { basicOf, OAuthRefusal, parameter } from './oauth';
import { WrongSecrets } from './wrong-secrets';

export type TokenAnswer = Readonly<{ access_token: string; token_type: 'Bearer'; expires_in: number; scope: string }>;

/** `POST /connect/token` (spec 05, step 1): client credentials in, an access token out. */
@Injectable()
export class TokenEndpoint {
  constructor(
    private readonly admission: Admission,
    private readonly tokens: AccessTokens,
    private readonly wrongSecrets: WrongSecrets,
    private readonly vault: Vault,
  ) {}

  async grant(form: URLSearchParams, authorization: string | undefined, address: string): Promise<TokenAnswer> {
    const grantType = parameter(form, 'grant_type');
    const tid = parameter(form, 'tid');
    const wanted = parameter(form, 'scope');
    const { clientId, secret } = basicOf(authorization);
    await this.wrongSecrets.admit(clientId, address);
    const credentials = await this.admission.authenticate(clientId, secret);
    if (credentials === null) {
      await this.wrongSecrets.count(clientId, address);
      throw new OAuthRefusal('invalid_client', 'There is no such client, or its secret is another one.');
    }
    if (grantType === null) throw new OAuthRefusal('invalid_request', 'The parameter grant_type is missing.');
    if (grantType !== 'client_credentials') throw new OAuthRefusal('unsupported_grant_type', 'Service accounts use client_credentials.');
    const target = await this.admission.target(credentials, tid);
    if (target === null) throw new OAuthRefusal('invalid_target', 'This client may not act there.');
    const scopes = wanted === null || isOtherName(credentials, wanted) ? target.scopes : among(target.scopes, wanted);
    const token = await this.tokens.issue({ clientId: credentials.clientId, account: credentials.account, tid: target.tid, scopes });
    // The secret was used: answers that show it are not needed any more.
    await this.vault.erase(`answer:${credentials.clientId}`);
    return { access_token: token, token_type: 'Bearer', expires_in: LIFETIME, scope: scopes.join(' ') };
  }
}

/** What the source platform's clients ask for instead of `integration` (spec 20). */
const isOtherName = ({ account }: Credentials, wanted: string): boolean =>
  account.kind === 'integration' && wanted.trim() === 'ROLE_APPLICATION';

const among = (held: readonly ScopeName[], wanted: string): readonly ScopeName[] => {
  const names = [...new Set(wanted.split(' ').filter((name) => name !== ''))];
  const lacking = names.some((name) => !(held as readonly string[]).includes(name));
  if (lacking || names.length === 0) throw new OAuthRefusal('invalid_scope', 'The client does not hold every scope that it asks for.');
  return names as ScopeName[];
};
