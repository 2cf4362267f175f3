import { Streams, Views, view } from '@causeway/event-sourcing';
import { type Caller, type ListQuery, type Page, Paging } from '@causeway/platform';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Schema } from 'mongoose';
import { applicationStream, seenBy as seesApplication } from '../../application/domain/application';
import { seenBy as seesTenant } from '../../tenant/domain/standing-over';
import { tenantStream } from '../../tenant/domain/tenant';
import { type KnownAccount, serviceAccount } from '../domain/service-account';
import type { Owner, ServiceAccountEvent } from '../domain/service-account.events';
import { type AccountShown, showAccount } from './account-shown';

/** `of`: whose account it is, as lists ask for it. */
type AccountDocument = Omit<KnownAccount, 'secrets'> &
  Readonly<{ secrets: readonly Readonly<{ secretId: string; createdOn: string; endsOn: string | null }>[]; of: string; revision: number }>;

const ofTenant = (tenantId: string) => `tenant:${tenantId.toLowerCase()}`;
const ofApplication = (code: string) => `application:${code}`;
const ofOwner = (owner: Owner): string => {
  switch (owner.kind) {
    case 'operator':
      return ofTenant('operator');
    case 'tenant':
      return ofTenant(owner.tenantId);
    case 'application':
      return ofApplication(owner.applicationCode);
  }
};

const withoutHash = ({ secretId, createdOn, endsOn }: KnownAccount['secrets'][number]) => ({ secretId, createdOn, endsOn });
const withHash = (secret: AccountDocument['secrets'][number]) => ({ ...secret, hash: '' });

/** Accounts that live; a revoked one is gone from here, and stays on the record. */
export const serviceAccountList = view<ServiceAccountEvent, AccountDocument>({
  name: 'service-account-list',
  version: 1,
  categories: ['account'],
  keys: (fact) => [fact.data.clientId],
  fold: (document, fact) => {
    const before = document === null ? serviceAccount.initial : { ...document, secrets: document.secrets.map(withHash) };
    const after = serviceAccount.evolve(before, fact);
    if (after.status !== 'live') return null;
    return { ...after, secrets: after.secrets.map(withoutHash), of: ofOwner(after.owner), revision: fact.revision };
  },
  schema: new Schema({ _id: String, of: String }, { strict: false, versionKey: false }).index({ of: 1, createdOn: 1, _id: 1 }),
});

/** `GET /api/v1/tenants/{tenantId}/service-accounts`, `GET /api/v1/applications/{applicationCode}/service-accounts`: oldest first. */
export class ListServiceAccounts extends Query<Page<AccountShown>> {
  constructor(
    readonly caller: Caller,
    readonly owner: Readonly<{ tenantId: string } | { applicationCode: string }>,
    readonly query: ListQuery,
  ) {
    super();
  }
}

@QueryHandler(ListServiceAccounts)
export class ListServiceAccountsHandler implements IQueryHandler<ListServiceAccounts> {
  constructor(
    private readonly views: Views,
    private readonly paging: Paging,
    private readonly streams: Streams,
  ) {}

  async execute({ caller, owner, query }: ListServiceAccounts): Promise<Page<AccountShown>> {
    const of = await this.whose(caller, owner);
    const request = {
      filter: { of },
      order: [['createdOn', 1] as const, ['_id', 1] as const],
      query,
      bind: [caller.tenantId, 'service-accounts', of],
    };
    return this.paging.page(this.views.model(serviceAccountList), request, (document: AccountDocument) =>
      showAccount({ ...document, secrets: document.secrets.map(withHash) }, document.revision),
    );
  }

  /** Asked of the record, so that another's is unknown and one's own is never "not there yet". */
  private async whose(caller: Caller, owner: ListServiceAccounts['owner']): Promise<string> {
    const asking = { isOperator: caller.isOperator, tid: caller.tenantId };
    if ('tenantId' in owner) return ofTenant(seesTenant(asking)((await this.streams.load(tenantStream(owner.tenantId))).state).tenantId);
    const { state } = await this.streams.load(applicationStream(owner.applicationCode));
    return ofApplication(seesApplication(asking)(state).applicationCode);
  }
}
