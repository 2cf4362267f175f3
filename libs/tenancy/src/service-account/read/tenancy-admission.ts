import { InboundClients, LiveSubscriptions } from '@causeway/business-integration/published';
import { forbidden, Streams } from '@causeway/event-sourcing';
import {
  type Account,
  Admission,
  type Caller,
  Clock,
  type Credentials,
  INTEGRATION_SCOPE,
  SCOPES,
  type ScopeName,
  Unauthenticated,
  Vault,
} from '@causeway/platform';
import { Inject, Injectable, Optional } from '@nestjs/common';
import { type KnownTenant, tenantStream } from '../../tenant/domain/tenant';
import { OPERATOR, sameTenant } from '../../tenant/domain/tenant-id';
import { accountStream, MOST_SECRETS, secretsLiveAt } from '../domain/service-account';
import { scopesAtCustomer } from '../domain/tenant-context';

type Target = Readonly<{ tid: string | null; scopes: readonly ScopeName[] }>;
type ApplicationAccount = Extract<Account, { kind: 'application' }>;

/** Who may have a token, in which tenant, and whether that still stands (spec 00, *Tokens and tenant context*). Folds streams only. */
@Injectable()
export class TenancyAdmission extends Admission {
  /** The hash of nothing anybody has: what is compared where there is no secret to compare with. */
  private readonly nobodys: string;

  constructor(
    private readonly streams: Streams,
    private readonly vault: Vault,
    private readonly clock: Clock,
    @Optional() @Inject(LiveSubscriptions) private readonly subscriptions: LiveSubscriptions | undefined,
    @Optional() @Inject(InboundClients) private readonly inbound?: InboundClients,
  ) {
    super();
    this.nobodys = vault.hash('');
  }

  async authenticate(clientId: string, secret: string): Promise<Credentials | null> {
    const { state } = await this.streams.load(accountStream(clientId));
    const live = secretsLiveAt(state, this.clock.now()).map(({ hash }) => hash);
    // As many comparisons, all of them made, whether the account exists, or how many secrets it has.
    const hashes = [...live, ...Array<string>(MOST_SECRETS).fill(this.nobodys)].slice(0, MOST_SECRETS);
    const matches = hashes.map((hash) => this.vault.matches(secret, hash));
    if (state.status === 'absent') return this.inboundClient(clientId, secret);
    if (!matches.slice(0, live.length).includes(true) || state.status !== 'live') return null;

    const home = homeOf(state.owner);
    if (home !== OPERATOR && (await this.open(home)) === null) return null;
    return { clientId: state.clientId, account: state.owner, scopes: SCOPES.filter((scope) => state.scopes.includes(scope)) };
  }

  /** A product host of an integration: no account of ours, and of no tenant context. */
  private async inboundClient(clientId: string, secret: string): Promise<Credentials | null> {
    const client = (await this.inbound?.authenticate(clientId, secret)) ?? null;
    if (client === null || (await this.open(client.vendorTenantId)) === null) return null;
    return { clientId, account: { kind: 'integration', ...client }, scopes: [INTEGRATION_SCOPE] };
  }

  async target({ account, scopes }: Credentials, tid: string | null): Promise<Target | null> {
    if (account.kind === 'operator') return tid === null || sameTenant(tid, OPERATOR) ? { tid: OPERATOR, scopes } : null;
    if (account.kind === 'tenant') return tid === null || sameTenant(tid, account.tenantId) ? { tid: account.tenantId, scopes } : null;
    if (account.kind === 'integration') return tid === null ? { tid: null, scopes } : null;
    if (tid === null || sameTenant(tid, account.vendorTenantId)) return { tid: tid === null ? null : account.vendorTenantId, scopes };
    const customer = await this.customer(account, tid);
    return customer && { tid: customer.tenantId, scopes: scopesAtCustomer(scopes) };
  }

  async admit({ account, tid }: Caller, writes: boolean): Promise<void> {
    if (account.kind === 'operator') return;
    const home = await this.open(homeOf(account));
    if (home === null) throw tenantClosed();
    if (account.kind === 'integration' && !(await this.inbound?.stands(account.integrationId))) throw integrationGone();
    const context =
      account.kind !== 'application' || tid === null || sameTenant(tid, home.tenantId) ? home : await this.customerStill(account, tid);
    if (writes && (home.status === 'paused' || context.status === 'paused'))
      throw forbidden('tenant.paused', 'The tenant is paused: it reads, and writes nothing.');
  }

  private async customerStill(account: ApplicationAccount, tid: string): Promise<KnownTenant> {
    const customer = await this.open(tid);
    if (customer === null) throw tenantClosed();
    if (!(await this.isSubscribed(account, customer))) throw contextEnded();
    return customer;
  }

  /** A customer in whose tenant the application may act: one with a live subscription to it. */
  private async customer(account: ApplicationAccount, tid: string): Promise<KnownTenant | null> {
    const customer = await this.open(tid);
    return customer !== null && (await this.isSubscribed(account, customer)) ? customer : null;
  }

  private async isSubscribed({ applicationCode }: ApplicationAccount, customer: KnownTenant): Promise<boolean> {
    return (await this.subscriptions?.has(customer.tenantId, applicationCode)) ?? false;
  }

  /** The tenant, unless it is unknown or closed. */
  private async open(tenantId: string): Promise<KnownTenant | null> {
    const { state } = await this.streams.load(tenantStream(tenantId));
    return state.status === 'absent' || state.status === 'closed' ? null : state;
  }
}

const homeOf = (account: Account): string => {
  switch (account.kind) {
    case 'operator':
      return OPERATOR;
    case 'tenant':
      return account.tenantId;
    case 'application':
    case 'integration':
      return account.vendorTenantId;
  }
};

const tenantClosed = () => new Unauthenticated('token.tenant-closed', 'The tenant of this token is closed.');
const integrationGone = () => new Unauthenticated('token.context-ended', 'The integration of this token was deleted.');
const contextEnded = () =>
  new Unauthenticated('token.context-ended', 'The application has no live subscription in the tenant of this token any more.');
