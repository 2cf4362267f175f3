import type { Streams } from '@causeway/event-sourcing';
import { combinations, listed } from '@causeway/event-sourcing/testing';
import { agentOf, of, operator, paging } from '@causeway/platform/testing';
import type { Jobs } from '../jobs';
import { jobList } from './job-list';
import { ListJobs, ListJobsHandler } from './list-jobs';

/** One in fifty is still to be done with, or has failed. */
const RARE = ['failed', 'running', 'paused', 'cancelled'] as const;
const acme = of('acme', 'gateway');
/** Of a thousand jobs five are its own. */
const hooli = of('hooli', 'gateway');
/** An agent has jobs in a customer's tenant and in its own. */
const [agent, abroad] = [agentOf('acme.crm', 'acme', 'acme', 'gateway'), agentOf('acme.crm', 'acme', 'globex', 'gateway')];
const owners = [acme, agent, abroad, operator];
const ownerOf = (i: number) => (i % 200 === 100 ? hooli : owners[i % 4]!);
const jobs = Array.from({ length: 960 }, (_, i) => ({
  _id: `job-${String(i).padStart(4, '0')}`,
  kind: 'deliveries.redeliver',
  state: RARE[Math.floor(i / 4) % 50] ?? 'done',
  owner: ownerOf(i).actor,
  tenantId: ownerOf(i).tid,
  startedOn: new Date(1.7e12 + Math.floor(i / 3) * 1000).toISOString(),
}));
const newest = [...jobs].reverse();

it('the list of jobs gives the own, to support everybody’s, from an index, whole and in order', async () => {
  const { views, faultOf, close } = await listed(jobList, jobs);
  // A job's fields come from its stream, which the list only names.
  const streams = { load: async ({ name }: { name: string }) => ({ state: { jobId: name.slice('job-'.length), state: 'done' } }) };
  const list = new ListJobsHandler(views, streams as unknown as Streams, { live: () => null } as unknown as Jobs, paging());
  const callers = { acme, agent, abroad, operator, hooli };
  for (const asked of combinations({
    caller: ['acme', 'agent', 'abroad', 'operator', 'hooli'] as const,
    state: [undefined, 'done', 'running', 'paused', 'cancelled', 'failed'] as const,
  })) {
    const caller = callers[asked.caller ?? 'acme'];
    const wanted = newest.filter(
      (one) =>
        (caller === operator || (one.owner === caller.actor && one.tenantId === caller.tid)) &&
        (asked.state === undefined || one.state === asked.state),
    );
    expect([asked, await faultOf((query) => list.execute(new ListJobs(caller, asked.state, query)), wanted, 'jobId')]).toEqual([
      asked,
      null,
    ]);
  }
  await close();
});
