import { due, policy } from '@causeway/event-sourcing';
import type { IntegrationEvent } from '../../product-integration/domain/integration.events';
import { type IntegrationListed, integrationList } from '../../product-integration/read/integration-list';
import { RunPingTest } from '../write/run-ping-test';

/** At once. */
export const whenTestStartedThenRunPingTest = policy<IntegrationEvent>({
  name: 'when-test-started-then-run-ping-test',
  categories: ['integration'],
  when: ({ type, data }) => (type === 'IntegrationTestStarted' ? [new RunPingTest(data.integrationId)] : []),
});

/** And again when a crash cut it. */
export const pingTestDue = due<IntegrationListed>({
  name: 'ping-test-due',
  view: integrationList,
  field: 'testingSince',
  command: ({ integrationId }) => new RunPingTest(integrationId),
});
