import { Streams } from '@causeway/event-sourcing';
import type { Asked } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { isId } from '../../written';
import { setSignOn } from '../domain/configuring';
import { integrationStream } from '../domain/integration';
import type { SignOn } from '../domain/integration.events';
import { refuseWrongSignOn } from '../steps/integration-rules';
import { type SignOnWish, signOnAfter } from '../steps/integration-wish';
import { editableBy, unknownIntegration } from '../steps/own-integration';
import { type IntegrationShown, working } from '../steps/shown';

/** `addProductIntegration…Configuration` and their `update…` (spec 20): how people enter the application. */
export class SetSignOn extends Command<IntegrationShown> {
  constructor(
    readonly asked: Asked,
    readonly integrationId: string,
    readonly kind: SignOn['kind'],
    readonly wish: SignOnWish,
    readonly update: boolean,
  ) {
    super();
  }

  get subject(): string {
    return `integration:${this.integrationId}`;
  }
}

@CommandHandler(SetSignOn)
export class SetSignOnHandler implements ICommandHandler<SetSignOn> {
  constructor(private readonly streams: Streams) {}

  async execute({ asked: { act, caller }, integrationId, kind, wish, update }: SetSignOn): Promise<IntegrationShown> {
    if (!isId(integrationId)) throw unknownIntegration();
    const make = (former: SignOn | null): SignOn => {
      const signOn = signOnAfter(kind, wish, former);
      refuseWrongSignOn(signOn);
      return signOn;
    };
    const stream = integrationStream(integrationId);
    const guard = editableBy(caller);
    return working(await this.streams.transact(stream, setSignOn(kind, make, { update }), act, { guard }));
  }
}
