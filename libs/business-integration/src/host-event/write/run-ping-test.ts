import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { PingTests } from '../work/ping-tests';

/** A ping test is on the record and to be run; waits for nobody. */
export class RunPingTest extends Command<void> {
  constructor(readonly integrationId: string) {
    super();
  }
}

@CommandHandler(RunPingTest)
export class RunPingTestHandler implements ICommandHandler<RunPingTest> {
  constructor(private readonly tests: PingTests) {}

  async execute({ integrationId }: RunPingTest): Promise<void> {
    this.tests.want(integrationId);
  }
}
