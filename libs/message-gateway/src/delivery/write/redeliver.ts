import { Streams } from '@causeway/event-sourcing';
import { conflict } from '@causeway/event-sourcing/model';
import type { Asked } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { againStream, redeliver } from '../domain/again';
import { OneDelivery } from '../read/one-delivery';
import { Standings } from '../read/standing';

/** `POST …/deliveries/{messageId}/redeliver`: sent again beside the others; accepted, a failed original counts as delivered. */
export class Redeliver extends Command<{ messageId: string; position: number }> {
  /** What the message is about, once it was found. */
  subject: string | null = null;

  constructor(
    readonly asked: Asked,
    readonly messageId: string,
  ) {
    super();
  }
}

@CommandHandler(Redeliver)
export class RedeliverHandler implements ICommandHandler<Redeliver> {
  constructor(
    private readonly streams: Streams,
    private readonly one: OneDelivery,
    private readonly standings: Standings,
  ) {}

  async execute(command: Redeliver): Promise<{ messageId: string; position: number }> {
    const { asked, messageId } = command;
    const { lane, messageId: id, position: at, subject, messageType, tenantId, consumer } = await this.one.find(asked.caller, messageId);
    command.subject = subject;
    const { ended } = await this.standings.of([consumer]);
    if (ended.has(lane))
      throw conflict('consumer.removed', 'The consumer of this message was removed. One registered anew hears of it by replay.');
    const item = { messageId: id, position: at, subject, messageType, tenantId };
    const { position } = await this.streams.transact(
      againStream(lane.replace(/\.replay$/, '')),
      redeliver(item, asked.plainId('redelivery')),
      asked.act,
    );
    return { messageId: id, position };
  }
}
