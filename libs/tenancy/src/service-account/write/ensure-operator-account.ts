import { randomBytes, randomUUID } from 'node:crypto';
import { type Act, Streams } from '@causeway/event-sourcing';
import { Rejection } from '@causeway/event-sourcing/model';
import { Clock, SCOPES, Vault } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { open as openTenant, tenantStream } from '../../tenant/domain/tenant';
import type { Onboarding } from '../../tenant/domain/tenant.events';
import { OPERATOR } from '../../tenant/domain/tenant-id';
import { accountStream, addSecret, known, open, secretsLiveAt } from '../domain/service-account';

/** The operator's account as the settings name it; what they leave out is generated at the first start. */
export type OperatorWish = Readonly<{ clientId: string | null; clientSecret: string | null }>;

export type OperatorAccount = Readonly<{
  /**
   * - `first`: the marketplace starts for the first time, and this is its first account.
   * - `unchanged`: nothing to do. `clientId` is null when the settings name none.
   * - `further-account`, `further-secret`: the record was begun with another; the settings' now lives beside it.
   * - `revoked`: the settings name an account that was revoked, or that is not the operator's; it stays as it is.
   */
  outcome: 'first' | 'unchanged' | 'further-account' | 'further-secret' | 'revoked';
  clientId: string | null;
  /** Only one that was generated now: to be printed once. */
  generatedSecret: string | null;
}>;

/** Asked at each start (spec 05, *Starting*): the operator's tenant and an account of it are there, as the settings say. */
export class EnsureOperatorAccount extends Command<OperatorAccount> {
  constructor(readonly wish: OperatorWish) {
    super();
  }
}

@CommandHandler(EnsureOperatorAccount)
export class EnsureOperatorAccountHandler implements ICommandHandler<EnsureOperatorAccount> {
  constructor(
    private readonly streams: Streams,
    private readonly vault: Vault,
    private readonly clock: Clock,
  ) {}

  async execute({ wish }: EnsureOperatorAccount): Promise<OperatorAccount> {
    try {
      return await this.ensure(wish);
    } catch (error) {
      // Another process starts at the same moment and was faster: then everything is there by now.
      if (error instanceof Rejection && error.kind === 'conflict') return this.ensure(wish);
      throw error;
    }
  }

  private async ensure(wish: OperatorWish): Promise<OperatorAccount> {
    const act = startedAt(this.clock.now());
    const isFirst = (await this.streams.load(tenantStream(OPERATOR))).state.status === 'absent';
    const named = wish.clientId ?? (wish.clientSecret === null ? null : OPERATOR);
    if (named === null && !isFirst) return { outcome: 'unchanged', clientId: null, generatedSecret: null };

    const clientId = named ?? `operator-${randomBytes(6).toString('hex')}`;
    const account = await this.account(clientId, wish.clientSecret, isFirst, act);
    // Last, because it marks that the first start is over: a crash before it begins the first start again.
    await this.streams.transact(tenantStream(OPERATOR), openTenant(MARKETPLACE), act);
    return account;
  }

  private async account(clientId: string, given: string | null, isFirst: boolean, act: Act): Promise<OperatorAccount> {
    const stream = accountStream(clientId);
    const { state } = await this.streams.load(stream);
    const generatedSecret = given === null ? randomBytes(32).toString('base64url') : null;
    const clientSecret = given ?? generatedSecret!;
    const secret = { secretId: randomUUID(), hash: this.vault.hash(clientSecret) };

    if (state.status === 'absent') {
      const request = { clientId, name: 'first account', owner: { kind: 'operator' }, scopes: SCOPES, secret } as const;
      await this.streams.transact(stream, open(request), act);
      return { outcome: isFirst ? 'first' : 'further-account', clientId, generatedSecret };
    }
    const { owner, status } = known(state);
    if (owner.kind !== 'operator' || status === 'revoked') return { outcome: 'revoked', clientId, generatedSecret: null };
    const lives = given !== null && secretsLiveAt(state, act.at).some(({ hash }) => this.vault.matches(given, hash));
    // Named without a secret, the account is as it is; only a first start that was cut short has a secret that nobody saw.
    if (lives || (given === null && !isFirst)) return { outcome: 'unchanged', clientId, generatedSecret: null };
    await this.streams.transact(stream, addSecret(secret, null), act);
    return { outcome: isFirst ? 'first' : 'further-secret', clientId, generatedSecret };
  }
}

/** The operator's own tenant. Its company code is of no country, so that no company can have it. */
const MARKETPLACE: Onboarding = {
  onboardingId: OPERATOR,
  tenantId: OPERATOR,
  name: 'Marketplace',
  companyCode: '00000000|ZZ',
  roles: ['operator'],
  email: 'operator@marketplace.invalid',
  language: 'en',
  options: {},
  resellerId: null,
  templateCode: null,
};

const startedAt = (at: string): Act => ({
  tenantId: OPERATOR,
  actor: 'system:start',
  correlationId: randomUUID(),
  causationId: 'start',
  at,
});
