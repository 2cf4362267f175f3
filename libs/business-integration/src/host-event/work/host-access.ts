import { Vault } from '@causeway/platform';
import { Injectable } from '@nestjs/common';
import { OutgoingCalls } from '../../ports/outgoing-calls';
import type { OutboundCredentials } from '../../product-integration/domain/integration.events';
import { openedFor } from '../../product-integration/steps/outbound-secret';
import { exchange } from './exchange';

/** What goes into `Authorization`, and what of it must never be shown; `kept`: a token that was fetched for an earlier call. */
export type Granted = Readonly<{ authorization: string | null; secrets: () => readonly string[]; kept: boolean }>;
export type Access = Granted | Readonly<{ failed: string }>;

type Kept = { token: string; until: number };

/** Without `expires_in` a token is taken for a minute. */
const USUAL_LIFE = 60;
/** A token is fetched anew a little before it ends, so that it does not end on its way. */
const EARLY_MS = 5_000;
const MOST_KEPT = 10_000;

/** How we sign in at product hosts: a token is fetched once until it expires, however many calls wait for it. */
@Injectable()
export class HostAccess {
  private readonly kept = new Map<string, Kept>();
  private readonly fetching = new Map<string, Promise<Kept | string>>();

  constructor(
    private readonly vault: Vault,
    private readonly calls: OutgoingCalls,
  ) {}

  async of(integrationId: string, credentials: OutboundCredentials | null): Promise<Access> {
    if (credentials === null) return { authorization: null, secrets: () => [], kept: false };
    const secret = () => openedFor(this.vault, integrationId, credentials.sealedSecret);
    const { clientId, tokenUri } = credentials;
    if (credentials.type === 'BASIC' || tokenUri === null) {
      const authorization = basic(clientId, secret());
      return { authorization, secrets: () => [secret(), authorization.slice(6)], kept: false };
    }
    const key = keyOf(integrationId, credentials);
    const kept = this.kept.get(key);
    if (kept !== undefined && kept.until > Date.now()) return bearer(kept, secret, true);
    const got = await this.fetchOnce(key, tokenUri, () => basicOfClient(clientId, secret()));
    return typeof got === 'string' ? { failed: got } : bearer(got, secret, false);
  }

  /** The host did not take it: the next call fetches another. */
  forget(integrationId: string, credentials: OutboundCredentials | null): void {
    if (credentials !== null) this.kept.delete(keyOf(integrationId, credentials));
  }

  private fetchOnce(key: string, tokenUri: string, basic: () => string): Promise<Kept | string> {
    const under = this.fetching.get(key);
    if (under !== undefined) return under;
    const fetching = this.fetch(key, tokenUri, basic()).finally(() => this.fetching.delete(key));
    this.fetching.set(key, fetching);
    return fetching;
  }

  private async fetch(key: string, url: string, authorization: string): Promise<Kept | string> {
    const headers = { authorization, accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };
    const ask = { url, method: 'POST' as const, headers, body: 'grant_type=client_credentials' };
    const { status, error, body } = await exchange(this.calls, ask);
    if (status === null) return `The token endpoint was not reached: ${error}.`;
    if (status !== 200) return `The token endpoint answered ${status}.`;
    const token = tokenOf(body);
    if (token === null) return 'The token endpoint gave no token.';
    const kept = { token: token.value, until: Date.now() + token.life * 1000 - Math.min(EARLY_MS, token.life * 500) };
    if (this.kept.size >= MOST_KEPT) this.kept.clear();
    this.kept.set(key, kept);
    return kept;
  }
}

/** RFC 7617, in UTF-8. */
const basic = (user: string, password: string): string => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

/** At a token endpoint both are encoded as in a form first (RFC 6749, 2.3.1). */
const basicOfClient = (clientId: string, secret: string): string => basic(encodeURIComponent(clientId), encodeURIComponent(secret));

/** The secret is opened only when something is to be masked. */
const bearer = ({ token }: Kept, secret: () => string, kept: boolean): Granted => ({
  ...{ authorization: `Bearer ${token}`, secrets: () => [secret(), token], kept },
});

const keyOf = (integrationId: string, { clientId, tokenUri, sealedSecret }: OutboundCredentials): string =>
  [integrationId, clientId, tokenUri, sealedSecret].join('\n');

const tokenOf = (body: string | null): { value: string; life: number } | null => {
  try {
    const { access_token: value, expires_in: life } = JSON.parse(body ?? '') as { access_token?: unknown; expires_in?: unknown };
    if (typeof value !== 'string' || !/^[\x21-\x7e]{1,8000}$/.test(value)) return null;
    const seconds = Number(life ?? USUAL_LIFE);
    return { value, life: Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 86_400) : USUAL_LIFE };
  } catch {
    return null;
  }
};
