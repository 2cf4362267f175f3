import { Rejection } from '@causeway/event-sourcing/model';
import { ModuleRef } from '@nestjs/core';
import { CommandBus, type ICommand } from '@nestjs/cqrs';
import { Asked } from '../doors/asked';
import { Refusals } from '../doors/refusals';
import { IdempotentRequests } from './idempotent-requests';

type DoorCommand = ICommand & { asked?: unknown; subject?: unknown };

/**
 * Nest's command bus, which first puts an idempotent request on the record: the command then carries the ids, secrets and
 * time that are there, and its handler cannot have an effect that a retry would not find again. And what a rule refuses on
 * something that exists (the command names it as its `subject`, at once or when its handler has found it) is told to whoever
 * keeps refusals.
 */
export class ClaimingCommandBus extends CommandBus {
  constructor(
    private readonly modules: ModuleRef,
    private readonly requests: IdempotentRequests,
  ) {
    super(modules);
  }

  // biome-ignore lint/suspicious/noExplicitAny: the promise of whatever the handler of this command answers, as Nest types it.
  override execute(command: DoorCommand, context?: never): Promise<any> {
    const { asked } = command;
    if (!(asked instanceof Asked)) return super.execute(command, context);
    if (asked.idempotency === null) return this.run(command, asked, context);
    return this.requests.claim(asked).then((claimed) => {
      // Commands are made by doors for this one request; nobody else holds this one.
      (command as { asked: Asked }).asked = claimed;
      return this.run(command, claimed, context);
    });
  }

  private run(command: DoorCommand, asked: Asked, context?: never): Promise<unknown> {
    const done = super.execute(command, context);
    return 'subject' in command ? done.catch((error) => this.refused(command, asked, error)) : done;
  }

  private async refused(command: DoorCommand, asked: Asked, error: unknown): Promise<never> {
    const { subject } = command;
    if (typeof subject === 'string' && error instanceof Rejection && (error.kind === 'conflict' || error.kind === 'unprocessable')) {
      const refusals = this.keeper();
      // A refusal that cannot be kept is a refusal all the same.
      await refusals?.keep({ subject, command: command.constructor.name, asked, rejection: error }).catch(() => undefined);
    }
    throw error;
  }

  private keeper(): Refusals | null {
    try {
      return this.modules.get(Refusals, { strict: false });
    } catch {
      return null;
    }
  }
}
