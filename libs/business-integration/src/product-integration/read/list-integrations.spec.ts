import { listed } from '@causeway/event-sourcing/testing';
import { of, operator, paging } from '@causeway/platform/testing';
import { integrationList } from './integration-list';
import { ListIntegrations, ListIntegrationsHandler } from './list-integrations';

const integrations = Array.from({ length: 600 }, (_, i) => ({
  _id: `integration-${String(i).padStart(4, '0')}`,
  integrationId: `integration-${String(i).padStart(4, '0')}`,
  vendorId: ['acme', 'acme', 'initech'][i % 3],
  createdOn: new Date(1.7e12 + Math.floor(i / 3) * 1000).toISOString(),
  content: { createUrl: null },
  signOn: null,
  clients: [],
  published: null,
  products: [],
  lastTest: null,
}));
const newest = [...integrations].reverse();

it('the list of integrations gives the own, to the operator all, from an index, whole and in order', async () => {
  const { views, faultOf, close } = await listed(integrationList, integrations);
  const list = new ListIntegrationsHandler(views, paging());
  for (const caller of [of('Acme', 'integrations'), of('hooli', 'integrations'), operator]) {
    const wanted = newest.filter(({ vendorId }) => caller === operator || vendorId === caller.tenantId.toLowerCase());
    expect([caller.actor, await faultOf((query) => list.execute(new ListIntegrations(caller, query)), wanted)]).toEqual([
      caller.actor,
      null,
    ]);
  }
  await close();
});
