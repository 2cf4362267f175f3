import type { Event } from '@causeway/event-sourcing/model';
import { recorded } from '@causeway/event-sourcing/testing';
import { tenantStanding } from './published';
import { claimed } from './tenant/domain/company-code.examples';
import { changed, closed, opened, paused, resumed } from './tenant/domain/tenant.examples';

it('says of each fact whether the tenant may act from now on', () =>
  expect(recorded<Event>(opened, changed, paused, resumed, closed, claimed).map(tenantStanding)).toEqual([
    { tenantId: 'acme', status: 'active' },
    null,
    { tenantId: 'acme', status: 'paused' },
    { tenantId: 'acme', status: 'active' },
    { tenantId: 'acme', status: 'closed' },
    null,
  ]));
