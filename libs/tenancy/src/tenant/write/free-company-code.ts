import { type Act, Streams } from '@causeway/event-sourcing';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { companyCodeStream, free } from '../domain/company-code';

/** Gives a company code back, unless somebody else holds it by now. */
export class FreeCompanyCode extends Command<void> {
  constructor(
    readonly held: Readonly<{ companyCode: string; onboardingId: string }>,
    readonly act: Act,
  ) {
    super();
  }
}

@CommandHandler(FreeCompanyCode)
export class FreeCompanyCodeHandler implements ICommandHandler<FreeCompanyCode> {
  constructor(private readonly streams: Streams) {}

  async execute({ held, act }: FreeCompanyCode): Promise<void> {
    await this.streams.transact(companyCodeStream(held.companyCode), free(held), act);
  }
}
