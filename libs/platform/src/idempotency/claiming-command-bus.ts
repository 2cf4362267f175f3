import { ModuleRef } from '@nestjs/core';
import { CommandBus, type ICommand } from '@nestjs/cqrs';
import { Asked } from '../doors/asked';
import { IdempotentRequests } from './idempotent-requests';

/**
 * Nest's command bus, which first puts an idempotent request on the record: the command then carries the ids, secrets and
 * time that are there, and its handler cannot have an effect that a retry would not find again.
 */
export class ClaimingCommandBus extends CommandBus {
  constructor(
    moduleRef: ModuleRef,
    private readonly requests: IdempotentRequests,
  ) {
    super(moduleRef);
  }

  // biome-ignore lint/suspicious/noExplicitAny: the promise of whatever the handler of this command answers, as Nest types it.
  override execute(command: ICommand & { asked?: unknown }, context?: never): Promise<any> {
    const { asked } = command;
    if (!(asked instanceof Asked) || asked.idempotency === null) return super.execute(command, context);
    return this.requests.claim(asked).then((claimed) => {
      // Commands are made by doors for this one request; nobody else holds this one.
      (command as { asked: Asked }).asked = claimed;
      return super.execute(command, context);
    });
  }
}
