import type { Subjects } from '@causeway/event-sourcing';
import { combinations, listed } from '@causeway/event-sourcing/testing';
import { of, operator, paging } from '@causeway/platform/testing';
import { deliveries } from './deliveries';
import type { DeliveryDocument } from './delivery-document';
import { type DeliveryFilters, ListDeliveries, ListDeliveriesHandler } from './list-deliveries';
import { STATES, type Standing, type Standings, stateOf } from './standing';

const RECORDED = ['delivered', 'delivered', 'waiting', 'failed', 'skipped', 'exhausted'] as const;
const LANES = ['acme.acme~2', 'acme.acme~2', 'acme.acme~1', 'initech.initech~1', 'hooli.hooli~1'];
const all = Array.from({ length: 1200 }, (_, i) => {
  const lane = LANES[i % 5]!;
  const messageId = `message-${String(i).padStart(4, '0')}`;
  return {
    _id: messageId,
    messageId,
    consumer: lane.replace(/~\d$/, ''),
    consumerCode: lane.split('.')[0]!,
    lane,
    messageType: i % 7 === 0 ? 'PlatformStore.OrderReleased' : 'PlatformStore.OrderStatusChanged',
    subject: `order:${Math.floor(i / 3)}`,
    tenantId: 'acme',
    position: i,
    occurredOn: new Date(1.7e12 + i * 1000).toISOString(),
    replay: false,
    place: i,
    state: RECORDED[i % 6]!,
    nextAttemptOn: null,
    attempts: [],
  };
});
/** Acme has registered a second time, hooli is paused; two messages are under way, and one subject of acme's waits. */
const standing: Standing = {
  ended: new Set(['acme.acme~1', 'acme.acme~1.replay']),
  stopped: new Set(['hooli.hooli~1', 'hooli.hooli~1.replay']),
  blocked: new Set(['acme.acme~2 order:7']),
  subjects: ['order:7'],
  underWay: new Set(['message-0051', 'message-0080']),
};
const newest = [...all].reverse();

it('the list of deliveries answers every question from an index, whole and in order', async () => {
  const { views, faultOf, close } = await listed(deliveries, all);
  const subjects = { trueName: async (name: string) => name } as unknown as Subjects;
  const list = new ListDeliveriesHandler(views, paging(), { of: async () => standing } as unknown as Standings, subjects);
  const callers = { acme: of('acme', 'gateway'), hooli: of('hooli', 'gateway'), nobody: of('nobody', 'gateway'), operator };
  for (const asked of combinations({
    caller: ['acme', 'hooli', 'nobody', 'operator'] as const,
    consumer: [undefined, 'acme'],
    state: [undefined, ...STATES],
    messageType: [undefined, 'PlatformStore.OrderReleased'],
    subject: [undefined, 'order:17'],
    from: [undefined, '300', all[300]!.occurredOn],
  })) {
    const { caller = 'acme', ...filters } = asked;
    const wanted = newest.filter(
      (one) =>
        (caller === 'operator' || one.consumerCode === caller) &&
        (filters.consumer === undefined || one.consumerCode === filters.consumer) &&
        (filters.state === undefined || stateOf(one as unknown as DeliveryDocument, standing) === filters.state) &&
        (filters.messageType === undefined || one.messageType === filters.messageType) &&
        (filters.subject === undefined || one.subject === filters.subject) &&
        (filters.from === undefined || one.position >= 300),
    );
    const page = (query: object) => list.execute(new ListDeliveries(callers[caller], { ...filters, ...query } as DeliveryFilters));
    expect([asked, await faultOf(page, wanted, 'messageId')]).toEqual([asked, null]);
  }
  await close();
});
