import { Streams } from '@causeway/event-sourcing';
import type { Act } from '@causeway/event-sourcing/model';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IntegrationSnapshots } from '../../product-integration/steps/integration-snapshots';
import type { KnownSubscription } from '../../subscription/domain/subscription';
import { raiseOnLine } from '../steps/raise-on-line';

/** An invoice of a subscription is about to be made (`UPCOMING_INVOICE`, spec 20). Once for each `invoice`. */
export class RaiseInvoiceNotice extends Command<void> {
  constructor(
    readonly subscriptionId: string,
    readonly invoice: string,
    readonly act: Act,
  ) {
    super();
  }
}

@CommandHandler(RaiseInvoiceNotice)
export class RaiseInvoiceNoticeHandler implements ICommandHandler<RaiseInvoiceNotice> {
  constructor(
    private readonly streams: Streams,
    private readonly snapshots: IntegrationSnapshots,
  ) {}

  async execute({ subscriptionId, invoice, act }: RaiseInvoiceNotice): Promise<void> {
    const about = async (_: string, { status }: KnownSubscription) => ({ what: 'notice', notice: 'UPCOMING_INVOICE', status }) as const;
    await raiseOnLine(this.streams, this.snapshots, { subscriptionId, type: 'SUBSCRIPTION_NOTICE', cause: invoice, about }, act);
  }
}
