import { view } from '@causeway/event-sourcing';
import { Schema } from 'mongoose';
import { integration, type KnownIntegration } from '../domain/integration';
import type { IntegrationEvent } from '../domain/integration.events';

/** `testingSince`: a ping test runs since then. */
export type IntegrationListed = KnownIntegration & { vendorId: string; testingSince: string | null; revision: number };

const schema = new Schema({ _id: String }, { strict: false, versionKey: false })
  .index({ vendorId: 1, createdOn: -1, _id: -1 })
  .index({ createdOn: -1, _id: -1 })
  .index({ testingSince: 1 });

export const integrationList = view<IntegrationEvent, IntegrationListed>({
  name: 'integration-list',
  version: 2,
  categories: ['integration'],
  keys: (fact) => [fact.data.integrationId],
  fold: (document, fact) => {
    const after = integration.evolve(document ?? integration.initial, fact);
    if (after.status !== 'live') return null;
    const { lastTest } = after;
    const testingSince = lastTest !== null && lastTest.finishedOn === null ? lastTest.startedOn : null;
    return { ...after, vendorId: after.vendorTenantId.toLowerCase(), testingSince, revision: fact.revision };
  },
  schema,
});
