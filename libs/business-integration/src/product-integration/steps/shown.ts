import type { Standing } from '@causeway/event-sourcing';
import { type KnownIntegration, statusOfTest, typeOf } from '../domain/integration';
import type { IntegrationContent, IntegrationType, IntegrationVersion, SignOn } from '../domain/integration.events';

export type TestShown = {
  id: string;
  version: IntegrationVersion;
  startedOn: string;
  finishedOn: string | null;
  status: 'RUNNING' | 'PASSED' | 'FAILED';
  results: readonly {
    eventType: string;
    url: string;
    status: 'RUNNING' | 'PASSED' | 'FAILED';
    httpStatus: number | null;
    durationMs: number | null;
    message: string | null;
  }[];
};

/** One version of an integration as doors show it: nothing of it opens a secret. */
export type IntegrationShown = {
  id: string;
  version: IntegrationVersion;
  type: IntegrationType;
  createdOn: string;
  publishedOn: string | null;
  content: IntegrationContent;
  signOn: SignOn | null;
  inboundClient: { clientId: string; createdOn: string } | null;
  productIds: readonly string[];
  lastTest: TestShown | null;
};

/** Null when it has no such version. */
export const shownAs = (version: IntegrationVersion, now: KnownIntegration): IntegrationShown | null => {
  const { published } = now;
  if (version === 'PUBLISHED' && published === null) return null;
  const { content, signOn } = version === 'PUBLISHED' && published !== null ? published : now;
  const newest = now.clients[0];
  return {
    id: now.integrationId,
    version,
    type: version === 'PUBLISHED' && published !== null ? published.type : typeOf(content, signOn),
    createdOn: now.createdOn,
    publishedOn: published?.publishedOn ?? null,
    content,
    signOn,
    inboundClient: newest === undefined ? null : { clientId: newest.clientId, createdOn: newest.createdOn },
    productIds: now.products,
    lastTest: testOf(now),
  };
};

const testOf = ({ lastTest }: KnownIntegration): TestShown | null =>
  lastTest && {
    id: lastTest.testId,
    version: lastTest.version,
    startedOn: lastTest.startedOn,
    finishedOn: lastTest.finishedOn,
    status: statusOfTest(lastTest),
    results: lastTest.pings.map(({ eventType, url, result }) => ({
      eventType,
      url,
      status: result?.status ?? 'RUNNING',
      httpStatus: result?.httpStatus ?? null,
      durationMs: result?.durationMs ?? null,
      message: result?.message ?? null,
    })),
  };

export const working = ({ state }: Standing<unknown>): IntegrationShown => shownAs('WORKING', state as KnownIntegration)!;
