import { type History, type Recorded, sharedStreamOf } from '@causeway/event-sourcing/model';
import type {
  ClientCreationMethod,
  IntegrationContent,
  IntegrationEvent,
  IntegrationTold,
  IntegrationType,
  IntegrationVersion,
  PingEventType,
  PingResult,
  SignOn,
} from './integration.events';

/** A client of the product host: `endsOn` null while no newer one was generated. */
export type InboundClient = { clientId: string; secretHash: string; createdOn: string; endsOn: string | null };

/** What can be linked and ordered on: immutable, named by the revision that published it. */
export type Snapshot = { revision: number; publishedOn: string; type: IntegrationType; content: IntegrationContent; signOn: SignOn };

export type PingTest = {
  testId: string;
  version: IntegrationVersion;
  startedOn: string;
  finishedOn: string | null;
  pings: readonly { eventType: PingEventType; url: string; result: PingResult | null }[];
};

export type KnownIntegration = IntegrationTold & {
  status: 'live' | 'deleted';
  createdOn: string;
  content: IntegrationContent;
  signOn: SignOn | null;
  clients: readonly InboundClient[];
  published: Snapshot | null;
  /** Of the first publication with OpenID Connect, for good: clients of people's subscriptions hang on it. */
  clientCreationMethod: ClientCreationMethod | null;
  products: readonly string[];
  lastTest: PingTest | null;
};
export type Integration = { status: 'absent' } | KnownIntegration;

/** A product integration of a vendor (spec 20, *Product integrations*): a draft, and the snapshot that was made of it. */
export const integration: History<Integration, IntegrationEvent> = {
  category: 'integration',
  version: 2,
  initial: { status: 'absent' },
  evolve: (now, fact: Recorded<IntegrationEvent>) => {
    if (fact.type === 'IntegrationDrafted') return begun(fact.data, fact.occurredOn);
    if (now.status === 'absent') return now;
    switch (fact.type) {
      case 'IntegrationRevised':
        return { ...now, content: fact.data.content };
      case 'IntegrationSignOnSet':
        return { ...now, signOn: fact.data.signOn };
      case 'IntegrationClientGenerated': {
        const { clientId, secretHash, formerEndOn } = fact.data;
        const former = now.clients.map((client) => ({ ...client, endsOn: client.endsOn ?? formerEndOn }));
        return { ...now, clients: [{ clientId, secretHash, createdOn: fact.occurredOn, endsOn: null }, ...former].slice(0, MOST_CLIENTS) };
      }
      case 'IntegrationPublished': {
        const { content, signOn } = now;
        if (signOn === null) return now;
        const { revision, occurredOn } = fact;
        const fixed = now.clientCreationMethod ?? (signOn.kind === 'OPEN_ID_CONNECT' ? signOn.clientCreationMethod : null);
        const published = { revision, publishedOn: occurredOn, type: fact.data.type, content, signOn };
        return { ...now, clientCreationMethod: fixed, published };
      }
      case 'IntegrationLinked':
        return { ...now, products: [...now.products, fact.data.productId] };
      case 'IntegrationUnlinked':
        return { ...now, products: now.products.filter((id) => id !== fact.data.productId) };
      case 'IntegrationDeleted':
        return { ...now, status: 'deleted', clients: [] };
      case 'IntegrationTestStarted': {
        const { testId, version, pings } = fact.data;
        const open = pings.map((ping) => ({ ...ping, result: null }));
        return { ...now, lastTest: { testId, version, startedOn: fact.occurredOn, finishedOn: null, pings: open } };
      }
      case 'IntegrationPinged':
        return { ...now, lastTest: answered(now.lastTest, fact.data.testId, fact.data.result, fact.occurredOn) };
    }
  },
};

/** The newest, and those that still work for a day after they were replaced. */
const MOST_CLIENTS = 10;

/** Named by its id alone: whoever is called at its addresses knows nothing else; its state says whose it is. */
export const integrationStream = (integrationId: string) => sharedStreamOf(integration, integrationId);

const begun = ({ integrationId, vendorTenantId, content }: IntegrationTold & { content: IntegrationContent }, createdOn: string) =>
  ({
    status: 'live',
    integrationId,
    vendorTenantId,
    createdOn,
    content,
    signOn: null,
    clients: [],
    published: null,
    clientCreationMethod: null,
    products: [],
    lastTest: null,
  }) satisfies KnownIntegration;

const answered = (test: PingTest | null, testId: string, result: PingResult, at: string): PingTest | null => {
  if (test === null || test.testId !== testId) return test;
  const pings = test.pings.map((ping) => (ping.eventType === result.eventType ? { ...ping, result } : ping));
  return { ...test, pings, finishedOn: pings.every((ping) => ping.result !== null) ? at : null };
};

export const toldOfIntegration = ({ integrationId, vendorTenantId }: IntegrationTold): IntegrationTold => ({
  integrationId,
  vendorTenantId,
});

const FULL = ['createUrl', 'upgradeUrl', 'cancelUrl', 'notifyUrl', 'assignUrl', 'unassignUrl'] as const;
export const URLS = [...FULL, 'eventStatusUrl', 'userUpdatedUrl', 'addonNotificationUrl', 'validationUrl'] as const;

export const typeOf = (content: IntegrationContent, signOn: SignOn | null): IntegrationType => {
  if (FULL.every((name) => content[name] !== null)) return 'FULL_INTEGRATION';
  return signOn?.kind === 'BOOKMARK' && URLS.every((name) => content[name] === null) ? 'BOOKMARK_ONLY' : 'PARTIAL_INTEGRATION';
};

export const statusOfTest = ({ pings }: PingTest): 'RUNNING' | 'PASSED' | 'FAILED' => {
  if (pings.some(({ result }) => result === null)) return 'RUNNING';
  return pings.every(({ result }) => result?.status === 'PASSED') ? 'PASSED' : 'FAILED';
};

export const clientsAt = ({ clients }: KnownIntegration, now: string): readonly InboundClient[] =>
  clients.filter(({ endsOn }) => endsOn === null || endsOn > now);
