import type { Recorded } from '@causeway/event-sourcing/model';
import { NEXT, type OrderStatus } from './order';
import type { OrderEvent } from './order.events';

export type FlowNode = { status: OrderStatus; reachedOn: string | null; current: boolean };
export type FlowEdge = { from: OrderStatus; to: OrderStatus; by: 'vendor' | 'customer'; takenOn: string | null };
export type Flow = { nodes: readonly FlowNode[]; edges: readonly FlowEdge[] };

const STATUSES = Object.keys(NEXT) as OrderStatus[];
const EDGES = [
  ...STATUSES.flatMap((from) => NEXT[from].map((to) => ({ from, to, by: 'vendor' as const }))),
  { from: 'Released' as const, to: 'Fail' as const, by: 'customer' as const },
];

/** The graph of statuses with the way that an order took and its times (spec 20). */
export const flowOf = (facts: readonly Recorded<OrderEvent>[]): Flow => {
  const reached = new Map<OrderStatus, string>();
  const taken = new Map<string, string>();
  let current: OrderStatus = 'Released';
  for (const fact of facts) {
    if (fact.type === 'OrderReleased') reached.set('Released', fact.occurredOn);
    if (fact.type !== 'OrderStatusChanged') continue;
    const { systemStatus } = fact.data;
    taken.set(`${current}>${systemStatus}`, fact.occurredOn);
    reached.set(systemStatus, fact.occurredOn);
    current = systemStatus;
  }
  return {
    nodes: STATUSES.map((status) => ({ status, reachedOn: reached.get(status) ?? null, current: status === current })),
    edges: EDGES.map((edge) => ({ ...edge, takenOn: taken.get(`${edge.from}>${edge.to}`) ?? null })),
  };
};
