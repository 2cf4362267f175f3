import { Streams } from '@causeway/event-sourcing';
import type { Caller } from '@causeway/platform';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { applicationStream, seenBy } from '../domain/application';
import { type ApplicationShown, showApplication } from './application-shown';

/** `GET /api/v1/applications/{applicationCode}`: as new as the record. */
export class GetApplication extends Query<ApplicationShown> {
  constructor(
    readonly caller: Caller,
    readonly applicationCode: string,
  ) {
    super();
  }
}

@QueryHandler(GetApplication)
export class GetApplicationHandler implements IQueryHandler<GetApplication> {
  constructor(private readonly streams: Streams) {}

  async execute({ caller, applicationCode }: GetApplication): Promise<ApplicationShown> {
    const tid = caller.tenantId;
    const { state, revision } = await this.streams.load(applicationStream(applicationCode));
    return showApplication(seenBy({ isOperator: caller.isOperator, tid })(state), revision);
  }
}
