import { Streams } from '@causeway/event-sourcing';
import type { Asked } from '@causeway/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { notClosed, tenantStream } from '../../tenant/domain/tenant';
import { applicationStream, mayRegister, register, seenBy } from '../domain/application';
import type { ApplicationKind } from '../domain/application.events';
import { type ApplicationShown, showApplication } from '../read/application-shown';

export { APPLICATION_CODE } from '../domain/application';

export type ApplicationAnswer = Readonly<{ shown: ApplicationShown; revision: number; position: number }>;

/** `POST /api/v1/applications` (spec 10): the caller's partner tenant is its vendor. */
export class RegisterApplication extends Command<ApplicationAnswer> {
  constructor(
    readonly asked: Asked,
    readonly wish: Readonly<{ applicationCode: string; name: string; kind: ApplicationKind }>,
  ) {
    super();
  }
}

@CommandHandler(RegisterApplication)
export class RegisterApplicationHandler implements ICommandHandler<RegisterApplication> {
  constructor(private readonly streams: Streams) {}

  async execute({ asked, wish }: RegisterApplication): Promise<ApplicationAnswer> {
    const { caller, act } = asked;
    const vendor = notClosed((await this.streams.load(tenantStream(caller.tenantId))).state);
    mayRegister(wish.kind, { isOperator: caller.isOperator, roles: vendor.roles });
    const { applicationCode, name, kind } = wish;
    const decision = register({ applicationCode, name, kind, vendorTenantId: vendor.tenantId });
    const { state, revision, position } = await this.streams.transact(applicationStream(applicationCode), decision, act);
    return { shown: showApplication(seenBy(caller)(state), revision), revision, position };
  }
}
