import { withoutSecrets } from '@causeway/platform';
import { Injectable } from '@nestjs/common';
import { OutgoingCalls } from '../../ports/outgoing-calls';
import type { OutboundCredentials } from '../../product-integration/domain/integration.events';
import { addressed } from '../domain/addresses';
import { resultOf, resultOfXml } from '../domain/host-answer';
import type { HostResult } from '../domain/host-line.events';
import { type Exchange, exchange } from './exchange';
import { type Granted, HostAccess } from './host-access';

/** What a product host made of a call. `failed`: nothing was settled, it is called again. */
export type Heard = Readonly<{ status: number | null; durationMs: number; retryAfterMs: number | null }> &
  (Readonly<{ kind: 'failed'; message: string }> | Readonly<{ kind: 'taken' }> | Readonly<{ kind: 'answered'; result: HostResult }>);

export type HostCall = Readonly<{
  integrationId: string;
  credentials: OutboundCredentials | null;
  url: string;
  eventUrl: string;
  /** Of a new order, which succeeds with the account that was made. */
  needsAccount: boolean;
}>;

const MOST_KEPT = 1024;

/** The thin notification: a GET with our token, which names where the event is read (spec 20). */
@Injectable()
export class HostCaller {
  constructor(
    private readonly calls: OutgoingCalls,
    private readonly access: HostAccess,
  ) {}

  async call({ integrationId, credentials, url, eventUrl, needsAccount }: HostCall): Promise<Heard> {
    const target = addressed(url, eventUrl);
    if (!this.calls.accepts(target)) return failed(null, 'address.refused', 0);
    let access = await this.access.of(integrationId, credentials);
    if ('failed' in access) return failed(null, access.failed, 0);
    let heard = await this.get(target, access);
    if (heard.status === 401 && access.kept) {
      // The host has forgotten our token, or ended it early: with a new one it is asked again at once.
      this.access.forget(integrationId, credentials);
      access = await this.access.of(integrationId, credentials);
      if ('failed' in access) return failed(null, access.failed, heard.durationMs);
      heard = await this.get(target, access);
    }
    const { status, error, durationMs, retryAfterMs } = heard;
    if (status === null) return failed(null, `The product host was not reached: ${error}.`, durationMs);
    if (status === 401) this.access.forget(integrationId, credentials);
    const base = { status, durationMs, retryAfterMs };
    if (status === 202) return { ...base, kind: 'taken' };
    const token = eventUrl.slice(eventUrl.lastIndexOf('/') + 1);
    const { secrets } = access;
    const said = () => describe(heard, this.calls.shows(target), [...secrets(), token]);
    if (status < 200 || status > 299) return { ...base, kind: 'failed', message: said() };
    const result = status === 200 ? understood(heard) : null;
    if (result !== null && !result.success && result.errorCode === 'PENDING') return { ...base, kind: 'taken' };
    if (result !== null && !(needsAccount && result.success && result.accountIdentifier === null))
      return { ...base, kind: 'answered', result };
    const invalid = { success: false, accountIdentifier: null, errorCode: 'INVALID_RESPONSE', message: said() } as const;
    return { ...base, kind: 'answered', result: invalid };
  }

  private get(url: string, { authorization }: Granted): Promise<Exchange> {
    const headers = {
      accept: 'application/json, application/xml;q=0.9',
      'user-agent': 'Causeway',
      ...(authorization === null ? {} : { authorization }),
    };
    return exchange(this.calls, { url, method: 'GET', headers });
  }
}

const failed = (status: number | null, message: string, durationMs: number): Heard => ({
  ...{ kind: 'failed', status, message, durationMs, retryAfterMs: null },
});

const understood = ({ contentType, body }: Exchange): HostResult | null => {
  if (body === null) return null;
  if (/^(application|text)\/([\w.-]+\+)?xml\b/.test(contentType)) return resultOfXml(body);
  if (contentType !== '' && !/^(application|text)\/([\w.-]+\+)?json\b/.test(contentType)) return null;
  try {
    return resultOf(JSON.parse(body));
  } catch {
    return null;
  }
};

/** What it said, for the history: the first KiB, secrets masked, and of a host that the operator listed the status alone. */
const describe = ({ status, contentType, body }: Exchange, shows: boolean, secrets: readonly string[]): string => {
  const what = `The product host answered ${status}`;
  if (!shows) return `${what}.`;
  const kind = contentType === '' ? '' : ` (${contentType.slice(0, 100)})`;
  if (body === '') return `${what}${kind} and nothing else.`;
  if (body === null) return `${what}${kind} with more than is read.`;
  const masked = secrets.reduce((text, secret) => (secret === '' ? text : text.replaceAll(secret, '…')), body);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
  const clean = withoutSecrets(masked).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '');
  const cut = Buffer.from(clean).subarray(0, MOST_KEPT);
  return `${what}${kind}: ${new TextDecoder().decode(cut, { stream: true })}`;
};
