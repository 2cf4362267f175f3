import { Streams } from '@causeway/event-sourcing';
import type { Asked } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { accountStream, revoke } from '../domain/service-account';
import { guardOf } from '../read/account-with-home';

/** `DELETE /api/v1/service-accounts/{clientId}` (spec 10): no new tokens; those already given die by themselves. */
export class RevokeAccount extends Command<Readonly<{ revision: number; position: number }>> {
  constructor(
    readonly asked: Asked,
    readonly clientId: string,
  ) {
    super();
  }
}

@CommandHandler(RevokeAccount)
export class RevokeAccountHandler implements ICommandHandler<RevokeAccount> {
  constructor(private readonly streams: Streams) {}

  async execute({ asked, clientId }: RevokeAccount): Promise<Readonly<{ revision: number; position: number }>> {
    const guard = await guardOf(this.streams, asked.caller, clientId);
    const { revision, position } = await this.streams.transact(accountStream(clientId), revoke, asked.act, {
      ifMatch: asked.ifMatch,
      guard,
    });
    return { revision, position };
  }
}
