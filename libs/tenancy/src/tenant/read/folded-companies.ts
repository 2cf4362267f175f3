import { Streams } from '@causeway/event-sourcing';
import { Injectable } from '@nestjs/common';
import { Companies, type Company } from '../../published';
import { tenantStream } from '../domain/tenant';

/** What the other contexts ask: folds the tenant's stream, so it is as new as the record. */
@Injectable()
export class FoldedCompanies extends Companies {
  constructor(private readonly streams: Streams) {
    super();
  }

  async find(tenantId: string): Promise<Company | null> {
    const { state } = await this.streams.load(tenantStream(tenantId));
    if (state.status === 'absent') return null;
    const { companyCode, name, roles, status } = state;
    return { tenantId: state.tenantId, companyCode, name, roles, status };
  }
}
