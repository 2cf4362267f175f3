import { Streams } from '@causeway/event-sourcing';
import type { Caller } from '@causeway/platform';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { accountStream, unknownAccount } from '../domain/service-account';
import { type AccountShown, showAccount } from './account-shown';
import { guardOf } from './account-with-home';

/** `GET /api/v1/service-accounts/{clientId}`: as new as the record; without any secret. */
export class GetServiceAccount extends Query<AccountShown> {
  constructor(
    readonly caller: Caller,
    readonly clientId: string,
  ) {
    super();
  }
}

@QueryHandler(GetServiceAccount)
export class GetServiceAccountHandler implements IQueryHandler<GetServiceAccount> {
  constructor(private readonly streams: Streams) {}

  async execute({ caller, clientId }: GetServiceAccount): Promise<AccountShown> {
    const lookedAfter = await guardOf(this.streams, caller, clientId);
    const { state, revision } = await this.streams.load(accountStream(clientId));
    const account = lookedAfter(state);
    if (account.status === 'revoked') throw unknownAccount();
    return showAccount(account, revision);
  }
}
