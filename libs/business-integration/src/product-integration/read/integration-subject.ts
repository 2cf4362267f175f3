import { subject } from '@causeway/event-sourcing';
import type { Json } from '@causeway/event-sourcing/model';
import { isId } from '../../written';
import { type Integration, integrationStream, type KnownIntegration } from '../domain/integration';
import type { IntegrationEvent } from '../domain/integration.events';
import { shownAs } from '../steps/shown';

const SECRETS = new Set(['sealedSecret', 'secretHash']);

/** Without what only we may read, however deep it lies. */
const withoutSealed = (value: unknown): Json => {
  if (Array.isArray(value)) return value.map(withoutSealed);
  if (typeof value !== 'object' || value === null) return value as Json;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !SECRETS.has(name))
      .map(([name, one]) => [name, withoutSealed(one)]),
  );
};

/** `integration:{id}`, for those who look back (spec 60). */
export const integrationSubject = subject<Integration, IntegrationEvent>({
  kind: 'integration',
  stream: (id) => (isId(id) ? integrationStream(id) : null),
  sharers: (state) => (state.status === 'absent' ? [] : [state.vendorTenantId]),
  show: (state) => withoutSealed(shownAs('WORKING', state as KnownIntegration)) as object,
  data: ({ data }) => withoutSealed(data),
});
