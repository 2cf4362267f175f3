import { type Subject, subject } from '@causeway/event-sourcing';
import type { Json } from '@causeway/event-sourcing/model';
import type { HostExchange } from '../../host-event/read/host-exchange';
import { isId } from '../../written';
import { type Integration, integrationStream, type KnownIntegration } from '../domain/integration';
import type { IntegrationEvent, IntegrationVersion } from '../domain/integration.events';
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

/** The draft, as its door would show it, and beside it what is published. */
const shown = (state: KnownIntegration): object => {
  const flat = (version: IntegrationVersion) => {
    const { content, ...rest } = shownAs(version, state) ?? { content: null };
    return content === null ? null : { ...rest, ...content };
  };
  return withoutSealed({ ...flat('WORKING'), status: state.status, published: flat('PUBLISHED') }) as object;
};

/** `integration:{id}`, for those who look back (spec 60). */
export const integrationSubject = (exchange: HostExchange): Subject<Integration, IntegrationEvent> =>
  subject<Integration, IntegrationEvent>({
    kind: 'integration',
    stream: (id) => (isId(id) ? integrationStream(id) : null),
    sharers: (state) => (state.status === 'absent' ? [] : [state.vendorTenantId]),
    show: (state) => shown(state as KnownIntegration),
    data: ({ data }) => withoutSealed(data),
    beside: (id) => exchange.ofIntegration(id),
  });
