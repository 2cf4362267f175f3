import type { Act } from '@causeway/event-sourcing/model';
import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type ToldUser, UserEvents } from '../../published';
import { RaiseUserEvent, type UserEventType } from '../write/raise-user-event';

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
