import { Streams } from '@causeway/event-sourcing';
import { Injectable } from '@nestjs/common';
import { type Application, Applications } from '../../published';
import { applicationStream } from '../domain/application';

/** What the other contexts ask: folds the application's stream, so it is as new as the record. */
@Injectable()
export class FoldedApplications extends Applications {
  constructor(private readonly streams: Streams) {
    super();
  }

  async find(code: string): Promise<Application | null> {
    const { state } = await this.streams.load(applicationStream(code));
    if (state.status === 'absent') return null;
    const { applicationCode, name, kind, vendorTenantId } = state;
    return { applicationCode, name, kind, vendorTenantId };
  }
}
