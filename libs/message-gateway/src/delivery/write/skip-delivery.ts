import { Streams } from '@causeway/event-sourcing';
import { conflict } from '@causeway/event-sourcing/model';
import type { Asked } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { againStream, skip } from '../domain/again';
import { type DeliveryShown, showDelivery } from '../read/delivery-shown';
import { OneDelivery } from '../read/one-delivery';
import { Standings, stateOf } from '../read/standing';

/** `POST …/deliveries/{messageId}/skip`: a person gives the message up, and its subject goes on. */
export class SkipDelivery extends Command<{ shown: DeliveryShown; position: number }> {
  /** What the message is about, once it was found. */
  subject: string | null = null;

  constructor(
    readonly asked: Asked,
    readonly messageId: string,
    readonly reason: string,
  ) {
    super();
  }
}

@CommandHandler(SkipDelivery)
export class SkipDeliveryHandler implements ICommandHandler<SkipDelivery> {
  constructor(
    private readonly streams: Streams,
    private readonly one: OneDelivery,
    private readonly standings: Standings,
  ) {}

  async execute(command: SkipDelivery): Promise<{ shown: DeliveryShown; position: number }> {
    const { asked, messageId, reason } = command;
    const document = await this.one.find(asked.caller, messageId);
    command.subject = document.subject;
    const standing = await this.standings.of([document.consumer]);
    const state = stateOf(document, standing);
    if (document.replay) throw conflict('delivery.replay', 'What is sent again holds nothing back: there is nothing to skip.');
    if (state === 'delivered') throw conflict('delivery.delivered', 'The message was delivered.');
    const { messageId: id, position, subject, messageType, tenantId, lane } = document;
    const item = { messageId: id, position, subject, messageType, tenantId };
    const outcome =
      state === 'skipped'
        ? { position: await this.streams.head() }
        : await this.streams.transact(againStream(lane), skip(item, reason), asked.act);
    return { shown: showDelivery({ ...document, state: 'skipped', nextAttemptOn: null }, standing), position: outcome.position };
  }
}
