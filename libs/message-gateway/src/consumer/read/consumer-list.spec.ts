import { listed } from '@causeway/event-sourcing/testing';
import { agentOf, of, operator, paging } from '@causeway/platform/testing';
import { consumerList, ListConsumers, ListConsumersHandler } from './consumer-list';

/** One in three was removed again. */
const consumers = Array.from({ length: 600 }, (_, i) => {
  const tenant = `t${String((i * 7) % 600).padStart(3, '0')}`;
  const [code, key] = i % 2 === 0 ? [tenant, `${tenant}.${tenant}`] : [`${tenant}.crm`, `master.${tenant}.crm`];
  const registered = i % 3 !== 0;
  const consumer = { status: registered ? 'active' : 'none', consumerCode: code, registration: i, securityCode: null };
  return { _id: key, code, registered, stopped: false, registration: i, consumer };
});
const byCode = consumers
  .filter(({ registered }) => registered)
  .sort((a, b) => (a.code < b.code ? -1 : 1))
  .map((one) => ({ ...one, _id: one.code }));
const [own, master] = [byCode.find(({ code }) => !code.includes('.'))!, byCode.find(({ code }) => code.includes('.'))!];

it('the list of consumers gives the own, to support all that are registered, from an index, whole and in order', async () => {
  const { views, faultOf, close } = await listed(consumerList, consumers);
  const list = new ListConsumersHandler(views, paging());
  const vendor = master.code.replace('.crm', '');
  for (const [caller, wanted] of [
    [of(own.code, 'gateway'), [own]],
    [agentOf(master.code, vendor, null, 'gateway'), [master]],
    [of('hooli', 'gateway'), []],
    [operator, byCode],
  ] as const)
    expect([caller.actor, await faultOf((query) => list.execute(new ListConsumers(caller, query)), wanted, 'consumerCode')]).toEqual([
      caller.actor,
      null,
    ]);
  await close();
});
