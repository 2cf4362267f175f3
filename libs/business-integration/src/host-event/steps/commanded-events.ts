import type { Act } from '@causeway/event-sourcing/model';
import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { InvoiceNotices, type ToldUser, UserEvents, type UserEventType } from '../../published';
import { RaiseInvoiceNotice } from '../write/raise-invoice-notice';
import { RaiseUserEvent } from '../write/raise-user-event';

/** What other contexts tell of users becomes events like any other. */
@Injectable()
export class CommandedUserEvents extends UserEvents {
  constructor(private readonly commands: CommandBus) {
    super();
  }

  tell(type: UserEventType, subscriptionId: string, user: ToldUser, cause: string, act: Act): Promise<void> {
    return this.commands.execute(new RaiseUserEvent(subscriptionId, type, user, cause, act));
  }
}

/** And so does what they tell of invoices. */
@Injectable()
export class CommandedInvoiceNotices extends InvoiceNotices {
  constructor(private readonly commands: CommandBus) {
    super();
  }

  upcoming(subscriptionId: string, invoice: string, act: Act): Promise<void> {
    return this.commands.execute(new RaiseInvoiceNotice(subscriptionId, invoice, act));
  }
}
