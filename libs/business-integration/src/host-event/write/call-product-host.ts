import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { HostLanes } from '../work/host-lanes';

/** A line has somebody to call: at once after something was raised, and again when its time has come. Waits for nobody. */
export class CallProductHost extends Command<void> {
  constructor(
    readonly integrationId: string,
    readonly subscriptionId: string,
  ) {
    super();
  }
}

@CommandHandler(CallProductHost)
export class CallProductHostHandler implements ICommandHandler<CallProductHost> {
  constructor(private readonly lanes: HostLanes) {}

  async execute({ integrationId, subscriptionId }: CallProductHost): Promise<void> {
    this.lanes.want(integrationId, subscriptionId);
  }
}
